package dev.mooring.cli;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a broker has queued for a client, in the database of that broker: document V, test 7. Blocks; on the main thread.
 */
final class QueueDatabase {

    private static final String COUNT = "SELECT COUNT(*) FROM queuedmessagesclients WHERE clientid = ?";
    private static final int LONGEST_SECONDS = 10;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Nullable
    @Option(
            names = "--queue-db",
            paramLabel = "JDBC-URL",
            description =
                    "Database of the broker: count what table queuedmessagesclients has for the consumer afterwards. User"
                            + " and password: $$QUEUE_DB_USER, $$QUEUE_DB_PASSWORD.")
    String url;

    @Nullable
    @Option(names = "--queue-db-driver", paramLabel = "JAR", description = "The JDBC driver for --queue-db.")
    Path driver;

    QueueDatabase() {}

    boolean given() {
        return url != null;
    }

    /** Counts, in words; empty when nobody asked. What goes wrong is said, and is no verdict on the broker. */
    Optional<String> look(Surroundings surroundings, String clientId) {
        String database = url;
        if (database == null) {
            return Optional.empty();
        }
        try {
            long count = count(database, surroundings, clientId);
            return Optional.of("queuedmessagesclients: " + (count == 0 ? "empty" : "⚠ " + count + " message(s)")
                    + " for " + clientId);
        } catch (SQLException | IOException e) {
            // Messages of drivers may repeat the URL, and that a password.
            surroundings
                    .err()
                    .println("mooring: --queue-db: the queue could not be seen ("
                            + (e instanceof SQLException sql
                                    ? "SQL state " + sql.getSQLState()
                                    : "the driver cannot be read")
                            + ")");
            return Optional.empty();
        }
    }

    private long count(String database, Surroundings surroundings, String clientId) throws SQLException, IOException {
        Properties properties = new Properties();
        put(properties, "user", surroundings.environment().get("QUEUE_DB_USER"));
        put(properties, "password", surroundings.environment().get("QUEUE_DB_PASSWORD"));
        if (driver == null) {
            DriverManager.setLoginTimeout(LONGEST_SECONDS);
            try (Connection connection = DriverManager.getConnection(database, properties)) {
                return count(connection, clientId);
            }
        }
        if (!Files.isReadable(driver)) {
            throw new IOException("not there");
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar(driver)}, getClass().getClassLoader())) {
            for (Driver each : ServiceLoader.load(Driver.class, loader)) {
                Connection connection = each.connect(database, properties);
                if (connection != null) {
                    try (connection) {
                        return count(connection, clientId);
                    }
                }
            }
        }
        throw new SQLException("no driver for that URL", "08001");
    }

    private static URL jar(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    private static long count(Connection connection, String clientId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setQueryTimeout(LONGEST_SECONDS);
            statement.setString(1, clientId);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }
}
