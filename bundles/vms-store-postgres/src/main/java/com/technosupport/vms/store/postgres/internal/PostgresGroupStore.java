package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.GroupStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Groups of cameras in the database; nothing is kept in memory. */
@Component(service = GroupStore.class, immediate = true)
public final class PostgresGroupStore implements GroupStore {

    private final Database database;

    @Activate
    public PostgresGroupStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<CameraGroup> groups() {
        return database.transact(connection -> {
            List<CameraGroup> groups = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                            SELECT id, name, created_at,
                                   ARRAY(SELECT camera_id FROM camera_group_members WHERE group_id = camera_groups.id) AS cameras
                            FROM camera_groups ORDER BY lower(name), name
                            """);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    groups.add(new CameraGroup(
                            new GroupId(row.getObject("id", UUID.class)),
                            row.getString("name"),
                            Arrays.stream((UUID[]) row.getArray("cameras").getArray())
                                    .map(CameraId::new)
                                    .collect(Collectors.toSet()),
                            CameraRows.instant(row, "created_at")));
                }
            }
            return groups;
        });
    }

    @Override
    public void insertGroup(CameraGroup group) {
        database.transact(connection -> {
            write(connection, "INSERT INTO camera_groups (name, created_at, id) VALUES (?, ?, ?)", group);
            return null;
        });
    }

    @Override
    public void updateGroup(CameraGroup group) {
        database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM camera_group_members WHERE group_id = ?")) {
                statement.setObject(1, group.id().value());
                statement.executeUpdate();
            }
            write(connection, "UPDATE camera_groups SET name = ?, created_at = ? WHERE id = ?", group);
            return null;
        });
    }

    private static void write(Connection connection, String sql, CameraGroup group) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, group.name());
            statement.setObject(2, CameraRows.timestamp(group.createdAt()));
            statement.setObject(3, group.id().value());
            if (statement.executeUpdate() == 0) {
                throw absent();
            }
        } catch (SQLException e) {
            if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                throw new VmsException(ErrorCode.ALREADY_EXISTS, "A group of this name exists");
            }
            throw e;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO camera_group_members (group_id, camera_id) SELECT ?, unnest(?::uuid[])")) {
            statement.setObject(1, group.id().value());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid",
                            group.cameras().stream().map(CameraId::value).toArray()));
            statement.executeUpdate();
        } catch (SQLException e) {
            if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
            }
            throw e;
        }
    }

    @Override
    public void deleteGroup(GroupId id) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM camera_groups WHERE id = ?")) {
                statement.setObject(1, id.value());
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            }
            return null;
        });
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such group");
    }
}
