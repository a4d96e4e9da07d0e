package dev.mooring.mqtt;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class CoverageTest {

    @Property(tries = 1_000)
    void shouldFindAllThatCover(@ForAll("filters") List<TopicFilter> filters) {
        Set<TopicFilter> all = new LinkedHashSet<>(filters);
        Coverage coverage = new Coverage(all);

        for (TopicFilter each : all) {
            Set<TopicFilter> expected = new HashSet<>(all);
            expected.removeIf(other -> other.equals(each) || !other.covers(each));
            assertThat(coverage.of(each)).doesNotHaveDuplicates().hasSameElementsAs(expected);
        }
    }

    @Property(tries = 1_000)
    void shouldWantTheFewestFiltersAndGiveEachHandlerWhatItWants(
            @ForAll("filters") List<TopicFilter> filters, @ForAll int seed) {
        Subscriptions subscriptions = new Subscriptions();
        int number = Math.abs(seed % 1_000);
        for (TopicFilter each : filters) {
            QoS qos = QoS.of(number++ % 3);
            SubscribeOptions options = new SubscribeOptions(number % 2 == 0, number % 5 == 0, false);
            subscriptions.add(new Subscriptions.Entry(each, qos, options, (message, done) -> {}));
        }

        Map<TopicFilter, Subscriptions.Wish> wanted = subscriptions.wanted(Set.of(), true);

        for (TopicFilter each : wanted.keySet()) {
            assertThat(wanted.keySet()).noneMatch(other -> !other.equals(each) && other.covers(each));
        }
        number = Math.abs(seed % 1_000);
        for (TopicFilter each : filters) {
            QoS qos = QoS.of(number++ % 3);
            boolean noLocal = number % 2 == 0;
            boolean retainAsPublished = number % 5 == 0;
            assertThat(wanted).anySatisfy((filter, wish) -> {
                assertThat(filter.covers(each)).isTrue();
                assertThat(wish.qos()).isGreaterThanOrEqualTo(qos);
                assertThat(!wish.noLocal() || noLocal).isTrue();
                assertThat(wish.retainAsPublished() || !retainAsPublished).isTrue();
            });
        }
    }

    @Provide
    Arbitrary<List<TopicFilter>> filters() {
        Arbitrary<String> level = Arbitraries.of("a", "b", "+", "", "$SYS");
        Arbitrary<String> plain = level.list().ofMinSize(1).ofMaxSize(4).map(levels -> String.join("/", levels));
        Arbitrary<String> all = Arbitraries.oneOf(plain, plain.map(value -> value + "/#"), Arbitraries.just("#"));
        return Arbitraries.oneOf(all, all.map(value -> "$share/g/" + value))
                .filter(value -> !value.isEmpty() && !value.equals("$share/g/"))
                .map(TopicFilter::new)
                .list()
                .ofMaxSize(25);
    }
}
