package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which of the retained messages that a filter finds are meant.
 *
 * @param filter    a topic filter; never of {@code $SYS} or a shared subscription
 * @param keep      what these match stays
 * @param match     payloads that this is found in; all if empty
 * @param olderThan by the payload's {@code ts} or {@code timestamp}; without one it stays
 * @param spared    topics that stay whatever is asked, because somebody alive keeps them
 */
public record Selection(
        TopicFilter filter,
        List<TopicFilter> keep,
        Optional<Pattern> match,
        Optional<Duration> olderThan,
        Predicate<InboundMessage> spared) {

    /** What becomes of a message, and why. */
    public enum Verdict {
        /** It is meant. */
        MEANT,
        /** A filter keeps it. */
        KEPT,
        /** Somebody alive keeps it. */
        SPARED,
        /** Its payload does not match. */
        UNMATCHED,
        /** Whether its payload matches took too long to find out. */
        UNDECIDED,
        /** It is too young. */
        YOUNG,
        /** Nobody knows how old it is. */
        WITHOUT_TIME
    }

    /** Regular expressions see so much of a payload: theirs is not a bounded effort. */
    private static final int MOST_SEARCHED = 64 << 10;

    /** @throws IllegalArgumentException when the filter is not one to purge by */
    public Selection {
        if (filter.value().startsWith("$")) {
            throw new IllegalArgumentException(
                    "$SYS and other topics of the broker, and $share, cannot be listed or purged");
        }
        keep = List.copyOf(keep);
    }

    /** All that a filter finds. */
    public static Selection of(TopicFilter filter) {
        return new Selection(filter, List.of(), Optional.empty(), Optional.empty(), message -> false);
    }

    /** What was found in a payload. */
    enum Match {
        /** It matches, or nobody asks. */
        YES,
        /** It does not. */
        NO,
        /** Nobody knows: it would have taken too long. */
        TOO_LONG
    }

    /** Looks at a message as it was at that time. Not on an event loop when there is a pattern. */
    Verdict of(InboundMessage message, Instant now) {
        return of(message, now, match(message));
    }

    /** Looks for the pattern: not on an event loop, since that may take milliseconds. */
    Match match(InboundMessage message) {
        return match.isEmpty() ? Match.YES : BoundedMatch.find(match.get(), text(message));
    }

    /** As {@link #of(InboundMessage, Instant)}, when it is known whether it matches. */
    Verdict of(InboundMessage message, Instant now, Match matched) {
        TopicName topic = message.topic();
        if (keep.stream().anyMatch(each -> each.matches(topic))) {
            return Verdict.KEPT;
        }
        if (matched != Match.YES) {
            return matched == Match.NO ? Verdict.UNMATCHED : Verdict.UNDECIDED;
        }
        if (olderThan.isPresent()) {
            Optional<Instant> time = PayloadTime.of(message.payloadBytes());
            if (time.isEmpty()) {
                return Verdict.WITHOUT_TIME;
            }
            if (time.get().isAfter(now.minus(olderThan.get()))) {
                return Verdict.YOUNG;
            }
        }
        return spared.test(message) ? Verdict.SPARED : Verdict.MEANT;
    }

    /** Bytes that are no UTF-8 are as good as any other character. */
    private static String text(InboundMessage message) {
        byte[] payload = message.payloadBytes();
        return new String(payload, 0, Math.min(payload.length, MOST_SEARCHED), StandardCharsets.UTF_8);
    }
}
