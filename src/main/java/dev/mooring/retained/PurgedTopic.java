package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One topic while it is purged: what is there, as far as the broker's order of messages shows. Confined to an event loop. */
final class PurgedTopic {

    /** What became of a topic. */
    enum Outcome {
        /** Deleted, and seen to be gone. */
        PURGED,
        /** It was gone. */
        GONE,
        /** Something else is there now. */
        CHANGED,
        /** It is still there. */
        FAILED
    }

    private static final byte[] NOTHING = {};

    private final PurgePlan.Item item;
    private @Nullable InboundMessage now;
    /** What we published and have not seen come back; null for nothing. */
    private byte @Nullable [] own;

    /** What somebody published before our own message reached the broker, so that ours is what it retains. */
    private @Nullable InboundMessage overtaken;

    private boolean seen;
    private boolean deleted;
    private boolean hidden;
    private String refusal = "it is still there; the broker may not let us delete it";

    /** @param deleted whether an earlier connection may have deleted it */
    PurgedTopic(PurgePlan.Item item, boolean deleted) {
        this.item = item;
        this.deleted = deleted;
    }

    String name() {
        return item.topic();
    }

    /** A message arrived on it, retained or published just now. */
    void saw(InboundMessage message) {
        seen = true;
        now = message.payloadLength() == 0 ? null : message;
        if (own == null) {
            overtaken = null; // newer than ours: nothing is lost
            return;
        }
        if (Arrays.equals(own, message.payloadBytes())) {
            own = null; // what comes from now on is newer
        } else {
            overtaken = message;
        }
    }

    /** Whether anything arrived on it: if it is there, that is what is there. */
    boolean wasSeen() {
        return seen;
    }

    /** Whether everything that we published has come back, and with it all that others published before. */
    boolean isUpToDate() {
        return own == null;
    }

    boolean isAsListed() {
        InboundMessage present = now;
        return present != null && Fingerprint.of(present.payloadBytes()).equals(item.payload());
    }

    OutboundMessage deletion() {
        deleted = true;
        own = NOTHING;
        return new OutboundMessage(new TopicName(item.topic()), NOTHING, QoS.AT_LEAST_ONCE, true);
    }

    /** What must be published once more because our last message came behind it; nothing while that is on its way. */
    Optional<OutboundMessage> toPutBack() {
        InboundMessage lost = overtaken;
        overtaken = null;
        if (lost == null || own != null) {
            return Optional.empty();
        }
        own = lost.payloadBytes();
        return Optional.of(new OutboundMessage(lost.topic(), own, lost.qos(), true, ofItsOwn(lost.properties())));
    }

    /** Without what belongs to our subscription. */
    private static MessageProperties ofItsOwn(MessageProperties all) {
        return new MessageProperties(
                all.expiry(),
                all.contentType(),
                all.responseTopic(),
                all.correlationData(),
                all.text(),
                all.userProperties(),
                List.of());
    }

    void refused(String why) {
        refusal = why;
        own = null;
    }

    /** The broker does not let us see what is there. */
    void hidden() {
        hidden = true;
        refusal = "the broker refused to subscribe it";
    }

    /** Forgets what was seen: new subscriptions will show it. */
    void lookAgain() {
        now = null;
        own = null;
    }

    Outcome outcome() {
        if (hidden) {
            return Outcome.FAILED;
        }
        if (now == null) {
            return deleted ? Outcome.PURGED : Outcome.GONE;
        }
        return isAsListed() ? Outcome.FAILED : Outcome.CHANGED;
    }

    /** Why it failed, for people. */
    String refusal() {
        return refusal;
    }
}
