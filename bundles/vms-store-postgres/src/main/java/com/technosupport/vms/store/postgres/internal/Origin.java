package com.technosupport.vms.store.postgres.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where connections come from.
 *
 * @param description names the server, without secrets
 */
record Origin(DataSource source, String description) {

    /** A server that does not answer is given up after this; so is a statement. */
    private static final int CONNECT_SECONDS = 2;

    private static final int SOCKET_SECONDS = 5;
    private static final int MIGRATION_MILLIS = 600_000;

    /**
     * A server that was configured.
     *
     * @throws IllegalArgumentException when the URL is none; its text is not repeated, since it may hold a password
     */
    static Origin of(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(url);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("The database's URL is not one of jdbc:postgresql://host:port/name");
        }
        if (source.getUser() == null) {
            source.setUser(user);
        }
        if (source.getPassword() == null) {
            source.setPassword(password);
        }
        if (source.getConnectTimeout() == 0 || source.getConnectTimeout() > CONNECT_SECONDS) {
            source.setConnectTimeout(CONNECT_SECONDS);
        }
        if (source.getSocketTimeout() == 0) {
            source.setSocketTimeout(SOCKET_SECONDS);
        }
        source.setTcpKeepAlive(true);
        source.setApplicationName("Techno Support VMS");
        StringBuilder description = new StringBuilder();
        for (int i = 0; i < source.getServerNames().length; i++) {
            description.append(i == 0 ? "" : ",").append(source.getServerNames()[i]);
            int port = source.getPortNumbers() == null ? 0 : source.getPortNumbers()[i];
            description.append(port == 0 ? "" : ":" + port);
        }
        return new Origin(
                source, description.append('/').append(source.getDatabaseName()).toString());
    }

    /** The server of the bundle beside. */
    static Origin embedded(DataSource source) {
        return new Origin(source, "the embedded server");
    }

    /** The same connections, with time for statements that change the schema. */
    DataSource patient() {
        return new Patient(source);
    }

    private record Patient(DataSource source) implements DataSource {

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = source.getConnection();
            connection.setNetworkTimeout(Runnable::run, MIGRATION_MILLIS);
            return connection;
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("other users");
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return source.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            source.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            source.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return source.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return source.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return source.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return source.isWrapperFor(type);
        }
    }
}
