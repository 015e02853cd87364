package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.ViewId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.ViewStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Views and preferences in the database; nothing is kept in memory. */
@Component(service = ViewStore.class, immediate = true)
public final class PostgresViewStore implements ViewStore {

    private static final String SELECT =
            "SELECT views.id, owner_id, username, name, shared, revision, content, changed_at"
                    + " FROM views JOIN users ON users.id = owner_id";

    private final Database database;

    @Activate
    public PostgresViewStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<SavedView> viewsOf(UserId user) {
        return select(SELECT + " WHERE owner_id = ? OR shared ORDER BY lower(name), name, views.id", user.value());
    }

    @Override
    public Optional<SavedView> view(ViewId id) {
        return select(SELECT + " WHERE views.id = ?", id.value()).stream().findFirst();
    }

    private List<SavedView> select(String sql, UUID argument) {
        return database.transact(connection -> {
            List<SavedView> views = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, argument);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        views.add(new SavedView(
                                new ViewId(row.getObject("id", UUID.class)),
                                new UserId(row.getObject("owner_id", UUID.class)),
                                row.getString("username"),
                                row.getString("name"),
                                row.getBoolean("shared"),
                                row.getLong("revision"),
                                row.getString("content"),
                                CameraRows.instant(row, "changed_at")));
                    }
                }
            }
            return views;
        });
    }

    @Override
    public void insert(SavedView view) {
        write(
                "INSERT INTO views (name, shared, revision, content, changed_at, id, owner_id)"
                        + " VALUES (?, ?, ?, ?::jsonb, ?, ?, ?)",
                view,
                view.owner().value());
    }

    @Override
    public void replace(SavedView view) {
        int replaced = write(
                "UPDATE views SET name = ?, shared = ?, revision = ?, content = ?::jsonb, changed_at = ?"
                        + " WHERE id = ? AND revision = ?",
                view,
                view.revision() - 1);
        if (replaced == 0) {
            throw view(view.id()).isPresent()
                    ? new VmsException(ErrorCode.CHANGED_MEANWHILE, "Somebody else has changed this view meanwhile")
                    : absent();
        }
    }

    private int write(String sql, SavedView view, Object last) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, view.name());
                statement.setBoolean(2, view.shared());
                statement.setLong(3, view.revision());
                statement.setString(4, view.content());
                statement.setObject(5, CameraRows.timestamp(view.changedAt()));
                statement.setObject(6, view.id().value());
                statement.setObject(7, last);
                return statement.executeUpdate();
            } catch (SQLException e) {
                if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                    throw new VmsException(ErrorCode.ALREADY_EXISTS, "A view of this name exists");
                }
                throw e;
            }
        });
    }

    @Override
    public void delete(ViewId id) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM views WHERE id = ?")) {
                statement.setObject(1, id.value());
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            }
            return null;
        });
    }

    @Override
    public Optional<String> preferences(UserId user) {
        return database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT content FROM user_preferences WHERE user_id = ?")) {
                statement.setObject(1, user.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getString("content")) : Optional.empty();
                }
            }
        });
    }

    @Override
    public void keepPreferences(UserId user, String json) {
        database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("INSERT INTO user_preferences (user_id, content) VALUES (?, ?::jsonb)"
                            + " ON CONFLICT (user_id) DO UPDATE SET content = EXCLUDED.content")) {
                statement.setObject(1, user.value());
                statement.setString(2, json);
                statement.executeUpdate();
            }
            return null;
        });
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such view");
    }
}
