package dev.mooring.broker;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets Vert.x serve WebSockets in tests. Quarkus switches that off for the whole JVM when its first application starts,
 * and Vert.x looks only once: so it looks before the first test.
 */
public final class WebSocketServers implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        System.setProperty("vertx.disableWebsockets", "false");
        try {
            Class.forName("io.vertx.core.http.impl.HttpServerImpl", true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Vert.x has another class for its servers now", e);
        }
    }
}
