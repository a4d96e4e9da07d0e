package dev.mooring.event;

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
interface EventLog extends BasicLogger {

    EventLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), EventLog.class, "dev.mooring.event");

    @LogMessage(level = Level.WARN)
    @Message(id = 9001, value = "Events of %s: handler failed on event %s of %s (attempt %d): %s")
    void handlerFailed(String link, String id, String topic, int attempt, String reason);

    @LogMessage(level = Level.WARN)
    @Message(id = 9002, value = "Events of %s: cannot decode a message of %s: %s")
    void undecodable(String link, String topic, String reason);

    @LogMessage(level = Level.ERROR)
    @Message(
            id = 9003,
            value = "Events of %s: the handler of event %s of %s has not answered within %s; the event goes to the dead"
                    + " letters")
    void handlerOverdue(String link, String id, String topic, Duration timeout);

    @LogMessage(level = Level.WARN)
    @Message(id = 9004, value = "Events of %s: a message of %s is now at %s")
    void deadLettered(String link, String topic, String letter);

    @LogMessage(level = Level.ERROR)
    @Message(id = 9005, value = "Events of %s: a dead letter of %s failed again and is dropped")
    void deadLetterFailed(String link, String topic);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 9006,
            value = "Events of %s: the dead letter of a message of %s is larger than the broker takes; without payload")
    void deadLetterCut(String link, String topic);

    @LogMessage(level = Level.ERROR)
    @Message(id = 9007, value = "Events of %s: a message of %s cannot be dead-lettered and stays with the broker: %s")
    void notDeadLettered(String link, String topic, String reason);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 9008, value = "Events of %s: duplicate of event %s on %s is skipped")
    void duplicate(String link, String id, String topic);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 9009,
            value = "Events of %s: %d QoS 0 events of %s dropped, because more than %d wait for their handler")
    void dropped(String link, long count, String filter, int bufferSize);

    @LogMessage(level = Level.WARN)
    @Message(id = 9010, value = "Events of %s: heartbeat %d in a row failed: %s")
    void heartbeatFailed(String link, int inARow, String reason);

    @LogMessage(level = Level.WARN)
    @Message(id = 9011, value = "Events of %s: %d heartbeats in a row failed; connecting anew")
    void watchdog(String link, int inARow);

    @LogMessage(level = Level.WARN)
    @Message(id = 9012, value = "Events of %s: health event was not published: %s")
    void healthNotPublished(String link, String reason);

    @LogMessage(level = Level.WARN)
    @Message(id = 9013, value = "Events of %s: event for %s was not published: %s")
    void notPublished(String link, String topic, String reason);

    @LogMessage(level = Level.WARN)
    @Message(id = 9014, value = "Events of %s: stopped with %s; what is not acknowledged comes again")
    void stoppedUnclean(String link, String what);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 9015, value = "Events of %s: reply %s on %s is too late, or nobody asked")
    void unexpectedReply(String link, String id, String topic);

    @LogMessage(level = Level.WARN)
    @Message(id = 9016, value = "Events of %s: the broker had forgotten the session of %s; what it had queued is gone")
    void sessionLost(String link, String clientId);

    @LogMessage(level = Level.WARN)
    @Message(id = 9017, value = "Events of %s: another client uses client id %s")
    void takenOver(String link, String clientId);

    @LogMessage(level = Level.WARN)
    @Message(id = 9018, value = "Events of %s: the broker refused to subscribe %s")
    void subscriptionRefused(String link, String filter);

    @LogMessage(level = Level.INFO)
    @Message(id = 9019, value = "Events of %s: %s -> %s")
    void stateChanged(String link, String from, String to);

    @LogMessage(level = Level.WARN)
    @Message(id = 9020, value = "Events of %s: %s -> %s: %s")
    void stateChangedFor(String link, String from, String to, String cause);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 9021, value = "Events of %s: new connection, while %d events of %s wait that came over earlier ones")
    void superseded(String link, int count, String filter);
}
