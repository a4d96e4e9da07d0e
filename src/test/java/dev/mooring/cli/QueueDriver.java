package dev.mooring.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A database that knows one query: {@code jdbc:queues:3} has three messages for everybody, and any other one repeats its URL. */
final class QueueDriver implements Driver, AutoCloseable {

    private static final String PREFIX = "jdbc:queues:";

    private final List<String> asked = new ArrayList<>();
    private @Nullable Properties properties;

    static QueueDriver register() {
        try {
            QueueDriver driver = new QueueDriver();
            DriverManager.registerDriver(driver);
            return driver;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The client ids that were asked for. */
    List<String> asked() {
        return asked;
    }

    /** Of the last connection. */
    @Nullable
    Properties properties() {
        return properties;
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        properties = info;
        String count = url.substring(PREFIX.length());
        if (!count.matches("\\d+")) {
            throw new SQLException("cannot open " + url, "08001");
        }
        ResultSet result = answering(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "next" -> true;
            case "getLong" -> Long.parseLong(count);
            default -> null;
        });
        PreparedStatement statement = answering(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().equals("setString")) {
                asked.add((String) arguments[1]);
            }
            return method.getName().equals("executeQuery") ? result : null;
        });
        return answering(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")
                    && !arguments[0].equals("SELECT COUNT(*) FROM queuedmessagesclients WHERE clientid = ?")) {
                throw new SQLException("no such query", "42000");
            }
            return method.getName().equals("prepareStatement") ? statement : null;
        });
    }

    private static <T> T answering(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void close() {
        try {
            DriverManager.deregisterDriver(this);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
