package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Accounts and their tokens in the database; nothing is kept in memory. */
@Component(service = UserStore.class, immediate = true)
public final class PostgresUserStore implements UserStore {

    private static final String SELECT_USERS = """
            SELECT id, username, password_hash, role, enabled, must_change_password, created_at,
                   ARRAY(SELECT camera_id FROM user_cameras WHERE user_id = users.id) AS cameras,
                   ARRAY(SELECT group_id FROM user_groups WHERE user_id = users.id) AS groups
            FROM users
            """;
    private static final String SELECT_TOKENS =
            "SELECT id, user_id, hash, api, name, scope, created_at, expires_at FROM auth_tokens ";

    private final Database database;

    @Activate
    public PostgresUserStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<UserRecord> users() {
        return selectUsers("ORDER BY username_key");
    }

    @Override
    public Optional<UserRecord> findUser(String username) {
        return selectUsers("WHERE username_key = ?", key(username)).stream().findFirst();
    }

    @Override
    public Optional<UserRecord> findUser(UserId id) {
        return selectUsers("WHERE id = ?", id.value()).stream().findFirst();
    }

    /** Two names with one key are one name. */
    private static String key(String username) {
        return Normalizer.normalize(username, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private List<UserRecord> selectUsers(String condition, Object... values) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SELECT_USERS + condition)) {
                fill(statement, values);
                List<UserRecord> users = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        users.add(user(row));
                    }
                }
                return users;
            }
        });
    }

    private static UserRecord user(ResultSet row) throws SQLException {
        return new UserRecord(
                new UserId(row.getObject("id", UUID.class)),
                row.getString("username"),
                row.getString("password_hash"),
                Role.valueOf(row.getString("role")),
                row.getBoolean("enabled"),
                row.getBoolean("must_change_password"),
                new Grants(ids(row, "cameras", CameraId::new), ids(row, "groups", GroupId::new)),
                CameraRows.instant(row, "created_at"));
    }

    private static <T> Set<T> ids(ResultSet row, String column, Function<UUID, T> type) throws SQLException {
        return Arrays.stream((UUID[]) row.getArray(column).getArray()).map(type).collect(Collectors.toSet());
    }

    @Override
    public void insertUser(UserRecord user) {
        database.transact(connection -> {
            executeNamed(connection, """
                    INSERT INTO users (username, username_key, password_hash, role, enabled, must_change_password,
                                       created_at, id)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """, user);
            insertGrants(connection, user);
            return null;
        });
    }

    @Override
    public void updateUser(UserRecord user) {
        database.transact(connection -> {
            boolean stays = user.enabled() && user.role() == Role.ADMIN;
            protectLastAdministrator(connection, user.id(), stays);
            executeNamed(connection, """
                    UPDATE users SET username = ?, username_key = ?, password_hash = ?, role = ?, enabled = ?,
                                     must_change_password = ?, created_at = ? WHERE id = ?
                    """, user);
            execute(
                    connection,
                    "DELETE FROM user_cameras WHERE user_id = ?",
                    user.id().value());
            execute(
                    connection,
                    "DELETE FROM user_groups WHERE user_id = ?",
                    user.id().value());
            insertGrants(connection, user);
            return null;
        });
    }

    @Override
    public void deleteUser(UserId id) {
        database.transact(connection -> {
            protectLastAdministrator(connection, id, false);
            execute(connection, "DELETE FROM users WHERE id = ?", id.value());
            return null;
        });
    }

    /**
     * Under a lock that lets accounts be read but changed by one transaction at a time: of two requests that each take away
     * one of the last two administrators, the second sees what the first did.
     */
    private static void protectLastAdministrator(Connection connection, UserId id, boolean staysAdministrator)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE");
        }
        boolean administrator;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT role = 'ADMIN' AND enabled FROM users WHERE id = ?")) {
            fill(statement, id.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new VmsException(ErrorCode.NOT_FOUND, "There is no such account");
                }
                administrator = row.getBoolean(1);
            }
        }
        if (!administrator || staysAdministrator) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT EXISTS (SELECT FROM users WHERE role = 'ADMIN' AND enabled AND id <> ?)")) {
            fill(statement, id.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw new VmsException(
                            ErrorCode.INVALID_REQUEST, "This is the last administrator: appoint another one first");
                }
            }
        }
    }

    private static void executeNamed(Connection connection, String sql, UserRecord user) throws SQLException {
        try {
            execute(
                    connection,
                    sql,
                    user.username(),
                    key(user.username()),
                    user.passwordHash(),
                    user.role().name(),
                    user.enabled(),
                    user.mustChangePassword(),
                    CameraRows.timestamp(user.createdAt()),
                    user.id().value());
        } catch (SQLException e) {
            if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                throw new VmsException(ErrorCode.ALREADY_EXISTS, "An account of this name exists");
            }
            throw e;
        }
    }

    private static void insertGrants(Connection connection, UserRecord user) throws SQLException {
        insertGrants(
                connection,
                "INSERT INTO user_cameras (user_id, camera_id) SELECT ?, unnest(?::uuid[])",
                user,
                user.grants().cameras().stream().map(CameraId::value),
                "There is no such camera");
        insertGrants(
                connection,
                "INSERT INTO user_groups (user_id, group_id) SELECT ?, unnest(?::uuid[])",
                user,
                user.grants().groups().stream().map(GroupId::value),
                "There is no such group");
    }

    private static void insertGrants(
            Connection connection, String sql, UserRecord user, Stream<UUID> ids, String refusal) throws SQLException {
        try {
            execute(connection, sql, user.id().value(), connection.createArrayOf("uuid", ids.toArray()));
        } catch (SQLException e) {
            if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                throw new VmsException(ErrorCode.NOT_FOUND, refusal);
            }
            throw e;
        }
    }

    @Override
    public Set<CameraId> grantedCameras(UserId user) {
        return database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT camera_id FROM granted_cameras WHERE user_id = ?")) {
                fill(statement, user.value());
                Set<CameraId> cameras = new HashSet<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        cameras.add(new CameraId(row.getObject(1, UUID.class)));
                    }
                }
                return cameras;
            }
        });
    }

    @Override
    public void insertToken(TokenRecord token) {
        database.transact(connection -> {
            try {
                execute(
                        connection,
                        """
                        INSERT INTO auth_tokens (id, user_id, hash, api, name, scope, created_at, expires_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                        token.id(),
                        token.user().value(),
                        token.hash(),
                        token.api(),
                        token.name(),
                        token.scope().name(),
                        CameraRows.timestamp(token.createdAt()),
                        CameraRows.timestamp(token.expiresAt()));
            } catch (SQLException e) {
                if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                    throw new VmsException(ErrorCode.NOT_FOUND, "There is no such account");
                }
                if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                    throw new VmsException(ErrorCode.ALREADY_EXISTS, "This token exists");
                }
                throw e;
            }
            return null;
        });
    }

    @Override
    public Optional<TokenRecord> findToken(byte[] hash) {
        return selectTokens("WHERE hash = ?", hash).stream().findFirst();
    }

    @Override
    public List<TokenRecord> tokens(UserId user) {
        return selectTokens("WHERE user_id = ? ORDER BY created_at, id", user.value());
    }

    private List<TokenRecord> selectTokens(String condition, Object... values) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SELECT_TOKENS + condition)) {
                fill(statement, values);
                List<TokenRecord> tokens = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        tokens.add(new TokenRecord(
                                row.getObject("id", UUID.class),
                                new UserId(row.getObject("user_id", UUID.class)),
                                row.getBytes("hash"),
                                row.getBoolean("api"),
                                row.getString("name"),
                                Role.valueOf(row.getString("scope")),
                                CameraRows.instant(row, "created_at"),
                                CameraRows.instant(row, "expires_at")));
                    }
                }
                return tokens;
            }
        });
    }

    @Override
    public void extendToken(UUID id, Instant expiresAt) {
        change("UPDATE auth_tokens SET expires_at = ? WHERE id = ?", CameraRows.timestamp(expiresAt), id);
    }

    @Override
    public void deleteToken(UUID id) {
        change("DELETE FROM auth_tokens WHERE id = ?", id);
    }

    @Override
    public void deleteTokens(UserId user, Optional<UUID> except, boolean apiTokensToo) {
        change(
                "DELETE FROM auth_tokens WHERE user_id = ? AND id IS DISTINCT FROM ?::uuid AND (? OR NOT api)",
                user.value(),
                except.map(UUID::toString).orElse(null),
                apiTokensToo);
    }

    @Override
    public int deleteExpiredTokens(Instant now) {
        return change("DELETE FROM auth_tokens WHERE expires_at <= ?", CameraRows.timestamp(now));
    }

    private int change(String sql, Object... values) {
        return database.transact(connection -> execute(connection, sql, values));
    }

    private static int execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            fill(statement, values);
            return statement.executeUpdate();
        }
    }

    private static void fill(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
