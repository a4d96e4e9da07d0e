package dev.mooring.mqtt;

import java.util.Set;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.QoS.AT_LEAST_ONCE;
import static dev.mooring.mqtt.QoS.AT_MOST_ONCE;
import static dev.mooring.mqtt.QoS.EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class SubscriptionsTest {

    private static final MessageHandler ONE = (message, done) -> done.run();
    private static final MessageHandler OTHER = (message, done) -> {};

    private final Subscriptions subscriptions = new Subscriptions();

    @Test
    void shouldWantEachFilterOnce() {
        add("a/b", AT_LEAST_ONCE);
        add("a/b", AT_LEAST_ONCE);
        add("a/c", AT_LEAST_ONCE);

        assertThat(subscriptions.wanted(Set.of(), true))
                .containsExactly(entry(filter("a/b"), wish(AT_LEAST_ONCE)), entry(filter("a/c"), wish(AT_LEAST_ONCE)));
    }

    @Test
    void shouldWantTheStrongestQosOfAFilter() {
        add("a", AT_MOST_ONCE);
        add("a", EXACTLY_ONCE);
        add("a", AT_LEAST_ONCE);

        assertThat(subscriptions.wanted(Set.of(), true)).containsExactly(entry(filter("a"), wish(EXACTLY_ONCE)));
    }

    @Test
    void shouldLeaveOutWhatALaterFilterCovers() {
        add("a/b", EXACTLY_ONCE);
        add("a/+", AT_MOST_ONCE);
        add("c", AT_LEAST_ONCE);
        add("a/#", AT_LEAST_ONCE);

        assertThat(subscriptions.wanted(Set.of(), true))
                .containsExactly(entry(filter("c"), wish(AT_LEAST_ONCE)), entry(filter("a/#"), wish(EXACTLY_ONCE)));
    }

    @Test
    void shouldLeaveOutWhatAnEarlierFilterCovers() {
        add("a/#", AT_MOST_ONCE);
        add("a/b", AT_LEAST_ONCE);

        assertThat(subscriptions.wanted(Set.of(), true)).containsExactly(entry(filter("a/#"), wish(AT_LEAST_ONCE)));
    }

    @Test
    void shouldKeepOverlappingFiltersThatDoNotCoverEachOther() {
        add("a/+", AT_LEAST_ONCE);
        add("+/b", AT_LEAST_ONCE);
        add("$share/g/a/b", AT_LEAST_ONCE);

        assertThat(subscriptions.wanted(Set.of(), true)).hasSize(3);
    }

    @Test
    void shouldWantACoveredFilterAgainWhenTheOtherGoes() {
        Subscriptions.Entry wide = new Subscriptions.Entry(filter("a/#"), AT_LEAST_ONCE, SubscribeOptions.NONE, ONE);
        subscriptions.add(wide);
        add("a/b", AT_MOST_ONCE);

        subscriptions.remove(wide);

        assertThat(subscriptions.wanted(Set.of(), true)).containsExactly(entry(filter("a/b"), wish(AT_MOST_ONCE)));
    }

    @Test
    void shouldNotRelyOnAFilterThatWasRefused() {
        add("a/#", AT_LEAST_ONCE);
        add("a/b", AT_MOST_ONCE);
        add("a/c", AT_LEAST_ONCE);

        assertThat(subscriptions.wanted(Set.of(filter("a/#"), filter("a/c")), true))
                .containsExactly(entry(filter("a/b"), wish(AT_MOST_ONCE)));
    }

    @Test
    void shouldFindEveryHandlerOfATopic() {
        subscriptions.add(new Subscriptions.Entry(filter("a/#"), AT_LEAST_ONCE, SubscribeOptions.NONE, ONE));
        subscriptions.add(new Subscriptions.Entry(filter("a/+"), AT_LEAST_ONCE, SubscribeOptions.NONE, OTHER));
        subscriptions.add(new Subscriptions.Entry(filter("#"), AT_LEAST_ONCE, SubscribeOptions.NONE, null));

        assertThat(subscriptions.matching(new TopicName("a/b"))).containsExactly(ONE, OTHER);
        assertThat(subscriptions.matching(new TopicName("a/b/c"))).containsExactly(ONE);
        assertThat(subscriptions.matching(new TopicName("x"))).isEmpty();
        assertThat(subscriptions.handlers()).containsExactly(ONE, OTHER);
    }

    private void add(String filter, QoS qos) {
        subscriptions.add(new Subscriptions.Entry(filter(filter), qos, SubscribeOptions.NONE, ONE));
    }

    private static TopicFilter filter(String value) {
        return new TopicFilter(value);
    }

    private static Subscriptions.Wish wish(QoS qos) {
        return new Subscriptions.Wish(qos, false, false);
    }
}
