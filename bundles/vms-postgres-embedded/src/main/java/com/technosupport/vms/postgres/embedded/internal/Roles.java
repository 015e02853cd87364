package com.technosupport.vms.postgres.embedded.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role and the database of this program, apart from the server's own superuser. Made at the first start; made again, or
 * given its password again, when something is missing.
 */
final class Roles {

    static final String ROLE = "vms";
    static final String DATABASE = "vms";

    private static final Logger log = LoggerFactory.getLogger(Roles.class);
    private static final int CONNECT_SECONDS = 2;
    private static final int SOCKET_SECONDS = 5;
    private static final String WRONG_PASSWORD = "28P01";
    private static final String NO_DATABASE = "3D000";

    private Roles() {}

    /** Connections as this program's role. A server that freezes is noticed within seconds. */
    static PGSimpleDataSource dataSource(int port, String user, String database, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("Techno Support VMS");
        return source;
    }

    static void ensure(int port, String password, Secrets secrets, String superuserSecret)
            throws java.io.IOException, ServerException {
        try (Connection connection = dataSource(port, ROLE, DATABASE, password).getConnection()) {
            connection.isValid(SOCKET_SECONDS);
            return;
        } catch (SQLException e) {
            if (!WRONG_PASSWORD.equals(e.getSQLState()) && !NO_DATABASE.equals(e.getSQLState())) {
                throw new ServerException("PostgreSQL runs, but refuses this program: " + e.getMessage(), e);
            }
        }
        if (!secrets.has(superuserSecret)) {
            throw new ServerException("The file secrets/" + superuserSecret
                    + " is missing in the data directory: PostgreSQL cannot be entered without it");
        }
        PGSimpleDataSource owner = dataSource(port, Cluster.SUPERUSER, "postgres", secrets.password(superuserSecret));
        // Creating a database copies files.
        owner.setSocketTimeout(120);
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", ROLE)) {
                statement.execute("CREATE ROLE " + ROLE + " LOGIN");
            }
            // Sends what is derived from the password, so that no log of the server can ever hold it.
            connection.unwrap(PGConnection.class).alterUserPassword(ROLE, password.toCharArray(), "scram-sha-256");
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + ROLE);
                statement.execute("REVOKE CONNECT ON DATABASE " + DATABASE + " FROM PUBLIC");
            }
            log.info("Database {} and its role are in place", DATABASE);
        } catch (SQLException e) {
            throw new ServerException("The database could not be prepared: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }
}
