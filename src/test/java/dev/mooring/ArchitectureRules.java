package dev.mooring;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** What the compiler cannot say about the rooms below a root package, and why it is so. */
final class ArchitectureRules {

    /** Who may use whom. A room that is not in here may not exist. {@code mqtt values}: only its values. */
    private static final Map<String, Set<String>> DIRECTIONS = Map.ofEntries(
            Map.entry("mqtt", Set.of()),
            Map.entry("event", Set.of("mqtt")),
            Map.entry("problem", Set.of()),
            Map.entry("security", Set.of()),
            Map.entry("site", Set.of("mqtt", "problem", "security")),
            Map.entry("exchange", Set.of("site", "event", "mqtt", "problem", "security")),
            Map.entry("channel", Set.of("site", "event", "mqtt")),
            Map.entry("device", Set.of("site", "event", "problem", "security", "mqtt values")),
            Map.entry("retained", Set.of("site", "event", "mqtt", "problem", "security")),
            Map.entry("worker", Set.of("retained", "site", "mqtt", "problem", "security")),
            Map.entry("health", Set.of("delivery", "site", "mqtt values")),
            Map.entry("delivery", Set.of("site", "mqtt", "problem", "security")),
            Map.entry("cli", Set.of("delivery", "worker", "retained", "site", "event", "mqtt")),
            Map.entry(
                    "demo",
                    Set.of(
                            "mqtt",
                            "event",
                            "problem",
                            "security",
                            "site",
                            "channel",
                            "device",
                            "health",
                            "exchange",
                            "worker")),
            // The embedded broker is in demo.
            Map.entry("testkit", Set.of("mqtt", "event", "demo")));

    /** Inner rooms that know nothing but the runtime. */
    private static final Set<String> LEAVES = Set.of("mqtt.topic");

    /** Classes that may wait; each has a reason. */
    private static final Set<String> MAY_WAIT = Set.of(
            // The process must not end before every site has said offline, and a CDI observer has no other way.
            "site.SiteLifecycle",
            // So must every site have heard that its events end.
            "exchange.SiteEventsLifecycle",
            // A command runs on the main thread of its own process.
            "cli.Waiting",
            "cli.Handover",
            "cli.Pause",
            // Ctrl-C: the process stays until the command has ended, for a while.
            "cli.Ending",
            // So must every worker's topic be cleared.
            "worker.WorkersLifecycle",
            // AutoCloseable, for try with resources in plain Java; refuses to wait on an event loop.
            "event.EventClient");

    /** Where time, chance and environment come from; each has a reason. */
    private static final Set<String> PRODUCES_SURROUNDINGS = Set.of(
            "Beans",
            // Commands run without a container.
            "cli.Surroundings",
            // Plain Java has no Beans: fromEnv() is what it has instead.
            "event.EventClient");

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    ArchRule roomsHaveNoCycles() {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("rooms in a cycle are one room, and can only be understood and tested together");
    }

    ArchRule everyRoomHasADirection() {
        String[] known = DIRECTIONS.keySet().stream().map(this::room).toArray(String[]::new);
        return classes()
                .that(resideInAPackage(root + ".."))
                .should(be(resideInAnyPackage(known).or(resideInAPackage(root)).as("in a room with a direction")))
                .because("a new room begins with the decision whom it may use, in ArchitectureRules and DESIGN");
    }

    List<ArchRule> dependenciesPointDownwards() {
        return DIRECTIONS.keySet().stream().sorted().map(this::direction).toList();
    }

    private ArchRule direction(String user) {
        DescribedPredicate<JavaClass> refused = DescribedPredicate.or(DIRECTIONS.keySet().stream()
                .filter(used -> !used.equals(user))
                .map(used -> refusal(user, used))
                .toList());
        return noClasses()
                .that(resideInAPackage(room(user)))
                .should()
                .dependOnClassesThat(
                        refused.as("are in a room that %s may not use (it may: %s)", user, DIRECTIONS.get(user)))
                .because("dependencies point downwards only, so that a room can be read without those above it")
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> refusal(String user, String used) {
        Set<String> allowed = DIRECTIONS.getOrDefault(user, Set.of());
        if (allowed.contains(used)) {
            return DescribedPredicate.alwaysFalse();
        }
        DescribedPredicate<JavaClass> inRoom = resideInAPackage(room(used));
        return allowed.contains(used + " values")
                ? inRoom.and(not(describe("values", ArchitectureRules::isValue)))
                : inRoom;
    }

    /** Records, enums, exceptions, classes with an equality of their own, and the interfaces that only they implement. */
    private static boolean isValue(JavaClass type) {
        if (type.isInterface()) {
            return !type.getAllSubclasses().isEmpty()
                    && type.getAllSubclasses().stream().allMatch(ArchitectureRules::isValue);
        }
        return type.isRecord()
                || type.isEnum()
                || type.isAssignableTo(Throwable.class)
                || (type.getModifiers().contains(JavaModifier.FINAL)
                        && type.tryGetMethod("equals", Object.class).isPresent());
    }

    ArchRule theRootKnowsNoRoom() {
        String[] rooms = DIRECTIONS.keySet().stream().map(this::room).toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(root))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(rooms)
                .because("every room may use the root package, so anything else would be a cycle")
                .allowEmptyShould(true);
    }

    ArchRule leavesKnowNothingOfOurs() {
        String[] leaves = LEAVES.stream().map(this::room).toArray(String[]::new);
        return noClasses()
                .that(resideInAnyPackage(leaves))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..")
                        .and(not(resideInAnyPackage(leaves)))
                        .as("are ours and elsewhere"))
                .because("an inner room that its own room uses must not look back")
                .allowEmptyShould(true);
    }

    ArchRule onlyMqttKnowsTheNetwork() {
        return noClasses()
                .that(resideInAPackage(root + "..").and(not(resideInAPackage(room("mqtt")))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.mqtt..", "io.netty..")
                .because("the engine replaces Vert.x' MQTT client behind MqttTransport, and nobody else may notice")
                .allowEmptyShould(true);
    }

    ArchRule mqttKnowsNoFramework() {
        return noClasses()
                .that()
                .resideInAPackage(room("mqtt"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..", "jakarta.enterprise..", "jakarta.inject..", "org.eclipse.microprofile..")
                .because("the client runs and is tested without Quarkus and CDI")
                .allowEmptyShould(true);
    }

    ArchRule onlyChannelKnowsReactiveMessaging() {
        return noClasses()
                .that(resideInAPackage(root + "..")
                        .and(not(resideInAnyPackage(room("channel"), room("demo"))))
                        .as("rooms other than channel and demo"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.microprofile.reactive.messaging..", "io.smallrye.reactive.messaging..")
                .because("channels are one way to use sites; the others do not pay for it")
                .allowEmptyShould(true);
    }

    ArchRule nobodyWaits() {
        return noClasses()
                .that(describe("may not wait", type -> !mayWait(type)))
                .should()
                .accessTargetWhere(describe("the call waits", ArchitectureRules::waits))
                .because("thousands of sites share a few event loops; one that waits stalls all of its sites."
                        + " Whoever must wait is listed in ArchitectureRules, with the reason")
                .allowEmptyShould(true);
    }

    private boolean mayWait(JavaClass type) {
        // What is for dev mode and tests alone, where nobody shares an event loop.
        return resideInAnyPackage(room("demo"), room("testkit")).test(type)
                || MAY_WAIT.stream().anyMatch(exempt -> isOrIsInside(type, root + '.' + exempt));
    }

    private static boolean isOrIsInside(JavaClass type, String outermost) {
        return type.getName().equals(outermost) || type.getName().startsWith(outermost + '$');
    }

    private static boolean waits(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        return switch (access.getTarget().getName()) {
            case "await" ->
                isAny(owner, CountDownLatch.class, CyclicBarrier.class, Condition.class)
                        || owner.isAssignableTo("io.smallrye.mutiny.Uni")
                        || owner.isAssignableTo("io.vertx.core.Future");
            case "awaitTermination", "invokeAll", "invokeAny" -> isAny(owner, ExecutorService.class);
            case "get" -> isAny(owner, Future.class);
            case "join" -> isAny(owner, CompletableFuture.class, ForkJoinTask.class, Thread.class);
            case "sleep" -> isAny(owner, Thread.class) || owner.isAssignableTo("java.util.concurrent.TimeUnit");
            case "put", "take" -> isAny(owner, BlockingQueue.class);
            case "wait" -> owner.isEquivalentTo(Object.class);
            default -> false;
        };
    }

    private static boolean isAny(JavaClass type, Class<?>... candidates) {
        return Arrays.stream(candidates).anyMatch(type::isAssignableTo);
    }

    ArchRule surroundingsAreInjected() {
        return noClasses()
                .that(describe("are not the place for it", type -> PRODUCES_SURROUNDINGS.stream()
                        .noneMatch(exempt -> isOrIsInside(type, root + '.' + exempt))))
                .should()
                .accessTargetWhere(
                        describe("time, randomness or environment is taken", ArchitectureRules::takesSurroundings))
                .because("a test must be able to set the clock, the dice and the environment:"
                        + " Beans produces them, everybody else has them injected")
                .allowEmptyShould(true);
    }

    private static boolean takesSurroundings(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        return switch (access.getTarget().getName()) {
            case "getenv", "currentTimeMillis" -> isAny(owner, System.class);
            case "random" -> isAny(owner, Math.class, StrictMath.class);
            case "current" -> isAny(owner, ThreadLocalRandom.class);
            // With a Clock as argument it is welcome.
            case "now" ->
                access.getTarget().getFullName().endsWith("now()")
                        && isAny(
                                owner,
                                Instant.class,
                                LocalDate.class,
                                LocalDateTime.class,
                                OffsetDateTime.class,
                                ZonedDateTime.class);
            default -> false;
        };
    }

    ArchRule nothingIsSynchronized() {
        return methods()
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .because("state is owned by one event loop and handed over by message; a lock would stall the loop")
                .allowEmptyShould(true);
    }

    ArchRule namesAreTheUsersWords() {
        return noClasses()
                .should()
                .haveNameMatching(".*[.$]([^.$]*(Manager|Helper|Impl|Utils?)|Abstract[^.$]*)")
                .because("such a name says how it was made, not what it is; take the user's word for it")
                .allowEmptyShould(true);
    }

    ArchRule packagesAreNullMarked() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .should(be(describe("in a package with @NullMarked", type -> isNullMarked(type.getPackage()))))
                .because("NullAway looks only where a package-info.java says so")
                .allowEmptyShould(true);
    }

    private static boolean isNullMarked(JavaPackage room) {
        return room.isAnnotatedWith(NullMarked.class);
    }

    private String room(String name) {
        return root + '.' + name + "..";
    }
}
