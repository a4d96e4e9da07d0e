package dev.mooring.mqtt;

import dev.mooring.mqtt.Subscriptions.Entry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RoutesTest {

    private static final MessageHandler ONE = (message, done) -> done.run();
    private static final MessageHandler OTHER = (message, done) -> {};
    private static final MessageHandler IN_PLACE = new MessageHandler() {
        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            done.run();
        }

        @Override
        public boolean readsInPlace() {
            return true;
        }
    };

    private final Subscriptions subscriptions = new Subscriptions();
    private final Routes routes = new Routes(subscriptions);

    @Test
    void shouldFindTheHandlersOfATopic() {
        add("a/+", ONE);
        add("a/#", OTHER);
        add("b", ONE);

        assertThat(of("a/b").handlers()).containsExactlyInAnyOrder(ONE, OTHER);
        assertThat(of("c").handlers()).isEmpty();
    }

    @Test
    void shouldRememberATopicThatCameLately() {
        add("#", ONE);

        assertThat(of("a/b")).isSameAs(of("a/b"));
    }

    @Test
    void shouldFindAHandlerThatCameLater() {
        add("a", ONE);
        of("a");

        add("a", OTHER);

        assertThat(of("a").handlers()).containsExactlyInAnyOrder(ONE, OTHER);
    }

    @Test
    void shouldForgetAHandlerThatWent() {
        Entry entry = add("a", ONE);
        of("a");

        subscriptions.remove(entry);

        assertThat(of("a").handlers()).isEmpty();
    }

    @Test
    void shouldNeverTakeOneTopicForAnother() {
        for (int i = 0; i < 600; i++) { // more than are remembered, so that some share a place
            add("site/" + i, i % 2 == 0 ? ONE : OTHER);
        }

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 600; i++) {
                assertThat(of("site/" + i).handlers()).containsExactly(i % 2 == 0 ? ONE : OTHER);
            }
        }
    }

    @Test
    void shouldReadInPlaceOnlyWhereAllHandlersDo() {
        add("a/#", IN_PLACE);
        add("a/b", ONE);

        assertThat(of("a/c").inPlace()).isTrue();
        assertThat(of("a/b").inPlace()).isFalse();
        assertThat(of("nobody").inPlace()).isTrue();
    }

    private Entry add(String filter, MessageHandler handler) {
        Entry entry = new Entry(new TopicFilter(filter), QoS.AT_LEAST_ONCE, SubscribeOptions.NONE, handler);
        subscriptions.add(entry);
        return entry;
    }

    private Routes.Route of(String topic) {
        return routes.of(new TopicName(topic));
    }
}
