package dev.mooring.channel;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything this room says in the log. */
@MessageLogger(projectCode = "MOOR")
interface ChannelLog extends BasicLogger {

    ChannelLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), ChannelLog.class, "dev.mooring.channel");

    @LogMessage(level = Level.INFO)
    @Message(id = 3001, value = "Channel %s: takes %s of sites %s, in %d lanes")
    void opened(String channel, String topic, SiteSelection sites, int lanes);

    @LogMessage(level = Level.WARN)
    @Message(id = 3002, value = "Channel %s: no site there is matches %s")
    void nobodySelected(String channel, SiteSelection sites);

    @LogMessage(level = Level.WARN)
    @Message(id = 3003, value = "Channel %s, site %s: handler failed on a message of %s (attempt %d): %s")
    void handlerFailed(String channel, String site, String topic, int attempt, String reason);

    @LogMessage(level = Level.WARN)
    @Message(id = 3004, value = "Channel %s, site %s: cannot decode a message of %s: %s")
    void undecodable(String channel, String site, String topic, String reason);

    @LogMessage(level = Level.ERROR)
    @Message(
            id = 3005,
            value =
                    "Channel %s, site %s: the handler of a message of %s has not answered within %s; the message goes to"
                            + " the dead letters, its lane waits")
    void handlerOverdue(String channel, String site, String topic, Duration timeout);

    @LogMessage(level = Level.INFO)
    @Message(id = 3006, value = "Channel %s, site %s: the handler of a message of %s came back after its timeout")
    void handlerCameBack(String channel, String site, String topic);

    @LogMessage(level = Level.WARN)
    @Message(id = 3007, value = "Channel %s, site %s: a message of %s went to %s")
    void deadLettered(String channel, String site, String topic, String deadLetterTopic);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 3008,
            value = "Channel %s, site %s: a message of %s could not be put to the dead letters and stays"
                    + " unacknowledged: %s")
    void notDeadLettered(String channel, String site, String topic, String reason);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 3009,
            value =
                    "Channel %s, site %s: a message of %s is larger with its error than max-packet-size; the dead letter"
                            + " goes without the payload")
    void deadLetterCut(String channel, String site, String topic);

    @LogMessage(level = Level.ERROR)
    @Message(
            id = 3010,
            value =
                    "Channel %s, site %s: handler failed on the dead letter %s, which is acknowledged: a dead letter has"
                            + " no dead letter")
    void deadLetterFailed(String channel, String site, String topic);

    @LogMessage(level = Level.WARN)
    @Message(id = 3011, value = "Channel %s, site %s: dropped %d messages of QoS 0 that found %d waiting")
    void dropped(String channel, String site, long count, int bufferSize);

    @LogMessage(level = Level.ERROR)
    @Message(
            id = 3012,
            value = "Channel %s, site %s: stopped, since its handler failed on a message of %s and failure-strategy is"
                    + " fail; restart to go on")
    void stopped(String channel, String site, String topic);

    @LogMessage(level = Level.WARN)
    @Message(id = 3013, value = "Channel %s: a message was not published: %s")
    void notPublished(String channel, String reason);

    @LogMessage(level = Level.ERROR)
    @Message(id = 3014, value = "Channel %s: its upstream failed; nothing more will be published: %s")
    void upstreamFailed(String channel, String reason);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 3015,
            value = "Channel %s, site %s: a message of %s stays with the broker, unacknowledged: %d wait already")
    void leftWithBroker(String channel, String site, String topic, int waiting);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 3016, value = "Channel %s, site %s: duplicate of an event of %s is skipped")
    void duplicate(String channel, String site, String topic);

    @LogMessage(level = Level.DEBUG)
    @Message(
            id = 3017,
            value = "Channel %s, site %s: new connection, while %d messages wait that came over earlier ones")
    void superseded(String channel, String site, int count);
}
