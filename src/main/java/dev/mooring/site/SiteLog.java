package dev.mooring.site;

import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Everything this room says in the log. */
@MessageLogger(projectCode = "MOOR")
interface SiteLog extends BasicLogger {

    SiteLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), SiteLog.class, "dev.mooring.site");

    @LogMessage(level = Level.INFO)
    @Message(id = 2001, value = "MQTT is off: no site is configured and MQTT_URL is not set")
    void off();

    @LogMessage(level = Level.WARN)
    @Message(id = 2041, value = "mooring.broadcast-type is noop: nothing is published at any site")
    void noop();

    @LogMessage(level = Level.INFO)
    @Message(id = 2002, value = "Site %s: using client ID %s at %s")
    void configured(String site, String clientId, String url);

    @LogMessage(level = Level.INFO)
    @Message(id = 2003, value = "Site %s: %s -> %s")
    void stateChanged(String site, String from, String to);

    @LogMessage(level = Level.WARN)
    @Message(id = 2004, value = "Site %s: %s -> %s (%s)")
    void stateChangedFor(String site, String from, String to, String cause);

    @LogMessage(level = Level.ERROR)
    @Message(id = 2005, value = "Site %s: the broker refuses what is configured: %s")
    void misconfigured(String site, String cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 2006, value = "Site %s: connection ended: %s")
    void disconnected(String site, CloseReason reason);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 2007,
            value = "Site %s: the broker closed the connection of client ID %s twice shortly after CONNACK -"
                    + " likely a duplicate client ID. Cooling down for %s to prevent a reconnect loop")
    void takenOver(String site, String clientId, Duration cooldown);

    @LogMessage(level = Level.WARN)
    @Message(id = 2008, value = "Site %s: the broker lost the session of client ID %s; what it had queued is gone")
    void sessionLost(String site, String clientId);

    @LogMessage(level = Level.ERROR)
    @Message(id = 2009, value = "Site %s: the broker refused to subscribe %s")
    void subscriptionRefused(String site, TopicFilter filter);

    @LogMessage(level = Level.ERROR)
    @Message(id = 2010, value = "Site %s: the handler of a message on %s threw; the broker sends it again")
    void handlerThrew(String site, TopicName topic, @Cause RuntimeException failure);

    @LogMessage(level = Level.INFO)
    @Message(id = 2011, value = "Site %s: somebody says offline on %s while we are connected; saying online again")
    void reasserted(String site, TopicName topic);

    @LogMessage(level = Level.INFO)
    @Message(id = 2012, value = "All connections disconnected in %s s")
    void allDisconnected(String seconds);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 2013,
            value = "Site %s: cut off at shutdown; %d outbound messages not acknowledged, %d inbound not handled")
    void cutOff(String site, int unsent, int unhandled);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 2014, value = "Site %s: nobody handles messages on %s")
    void unhandled(String site, TopicName topic);

    @LogMessage(level = Level.DEBUG)
    @Message(id = 2015, value = "Site %s: %s -> %s again (%s)")
    void repeated(String site, String from, String to, String cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 2016, value = "Site %s: its event loop did not answer at shutdown")
    void notStopped(String site);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 2017,
            value = "Site %s: a handler has not answered for %s; acknowledgements behind its message wait no longer")
    void handlerOverdue(String site, Duration after);

    @LogMessage(level = Level.WARN)
    @Message(
            id = 2040,
            value = "Site %s: refused a message on %s, which is outside its prefix '%s'; %d before it were not logged")
    void refused(String site, TopicName topic, String prefix, long leftOut);
}
