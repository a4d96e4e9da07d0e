package dev.mooring;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mooring");

    private final ArchitectureRules rules = new ArchitectureRules("dev.mooring");

    @Test
    void shouldHaveNoCyclesBetweenRooms() {
        rules.roomsHaveNoCycles().check(MAIN);
    }

    @Test
    void shouldKnowEveryRoom() {
        rules.everyRoomHasADirection().check(MAIN);
    }

    @TestFactory
    List<DynamicTest> shouldDependDownwardsOnly() {
        return rules.dependenciesPointDownwards().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(MAIN)))
                .toList();
    }

    @Test
    void shouldHaveARootThatKnowsNoRoom() {
        rules.theRootKnowsNoRoom().check(MAIN);
    }

    @Test
    void shouldHaveLeavesThatKnowNothingOfOurs() {
        rules.leavesKnowNothingOfOurs().check(MAIN);
    }

    @Test
    void shouldKeepTheNetworkInMqtt() {
        rules.onlyMqttKnowsTheNetwork().check(MAIN);
    }

    @Test
    void shouldKeepFrameworksOutOfMqtt() {
        rules.mqttKnowsNoFramework().check(MAIN);
    }

    @Test
    void shouldKeepReactiveMessagingInChannel() {
        rules.onlyChannelKnowsReactiveMessaging().check(MAIN);
    }

    @Test
    void shouldNotWait() {
        rules.nobodyWaits().check(MAIN);
    }

    @Test
    void shouldHaveItsSurroundingsInjected() {
        rules.surroundingsAreInjected().check(MAIN);
    }

    @Test
    void shouldNotSynchronize() {
        rules.nothingIsSynchronized().check(MAIN);
    }

    @Test
    void shouldNameThingsInTheUsersWords() {
        rules.namesAreTheUsersWords().check(MAIN);
    }

    @Test
    void shouldBeNullMarkedEverywhere() {
        rules.packagesAreNullMarked().check(MAIN);
    }

    /** The rules against rooms made for breaking them. */
    @Nested
    class Samples {

        private static final String ROOT = "dev.mooring.archsample";
        private static final JavaClasses SAMPLES = new ClassFileImporter().importPackages(ROOT);

        private final ArchitectureRules rules = new ArchitectureRules(ROOT);

        @Test
        void shouldFindTheCycle() {
            assertThat(broken(rules.roomsHaveNoCycles())).contains("Slice event", "Slice site");
        }

        @Test
        void shouldFindTheRoomWithoutDirection() {
            assertThat(broken(rules.everyRoomHasADirection()))
                    .contains("unlisted.Stranger")
                    .doesNotContain("site.");
        }

        @Test
        void shouldFindTheWrongDirections() {
            String found = rules.dependenciesPointDownwards().stream()
                    .map(Samples::broken)
                    .reduce("", String::concat);

            assertThat(found)
                    .contains("event.KnowsSite.site", "site.KnowsEvent.", "device.KnowsSession.session")
                    .doesNotContain("device.KnowsSession.topic", "device.KnowsSession.outcome", "demo.");
        }

        @Test
        void shouldFindTheRootThatKnowsARoom() {
            assertThat(broken(rules.theRootKnowsNoRoom())).contains("archsample.KnowsARoom.");
        }

        @Test
        void shouldFindTheLeafThatLooksBack() {
            assertThat(broken(rules.leavesKnowNothingOfOurs())).contains("mqtt.topic.LooksBack.name");
        }

        @Test
        void shouldFindNettyOutsideMqtt() {
            assertThat(broken(rules.onlyMqttKnowsTheNetwork()))
                    .contains("channel.KnowsNetty.")
                    .doesNotContain("mqtt.");
        }

        @Test
        void shouldFindCdiInMqtt() {
            assertThat(broken(rules.mqttKnowsNoFramework())).contains("mqtt.KnowsCdi.");
        }

        @Test
        void shouldFindReactiveMessagingOutsideChannel() {
            assertThat(broken(rules.onlyChannelKnowsReactiveMessaging()))
                    .contains("device.KnowsMessaging.")
                    .doesNotContain("demo.");
        }

        @Test
        void shouldFindWhoWaits() {
            assertThat(broken(rules.nobodyWaits()))
                    .contains(
                            "Waits.forAUni(",
                            "Waits.forAJoin(",
                            "Waits.forAResult(",
                            "Waits.forAResultByReference(",
                            "Waits.forALatch(",
                            "Waits.forANotification(",
                            "Waits.asleep(")
                    .doesNotContain("Waits.forNothing(", "SiteLifecycle", "demo.");
        }

        @Test
        void shouldFindWhoTakesItsSurroundings() {
            assertThat(broken(rules.surroundingsAreInjected()))
                    .contains(
                            "TakesSurroundings.now(",
                            "TakesSurroundings.variable(",
                            "TakesSurroundings.dice(",
                            "TakesSurroundings.localDice(")
                    .doesNotContain("TakesSurroundings.given(", "Beans");
        }

        @Test
        void shouldFindTheSynchronizedMethod() {
            assertThat(broken(rules.nothingIsSynchronized())).contains("AbstractSiteManager.locked()");
        }

        @Test
        void shouldFindTheEmptyNames() {
            assertThat(broken(rules.namesAreTheUsersWords()))
                    .contains("AbstractSiteManager>", "AbstractSiteManager$Impl>")
                    .doesNotContain("SiteLifecycle");
        }

        @Test
        void shouldFindThePackageThatIsNotNullMarked() {
            assertThat(broken(rules.packagesAreNullMarked()))
                    .contains("unlisted.Stranger")
                    .doesNotContain("site.Waits");
        }

        private static String broken(ArchRule rule) {
            return String.join("\n", rule.evaluate(SAMPLES).getFailureReport().getDetails());
        }
    }
}
