package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.PlanId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.PlanStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Plans in the database, their pictures too; nothing is kept in memory. */
@Component(service = PlanStore.class, immediate = true)
public final class PostgresPlanStore implements PlanStore {

    private static final String ALL =
            "SELECT id, site_id, name, media_type, width, height, sha256, revision, changed_at"
                    + " FROM plans ORDER BY lower(name), name, id";
    private static final String ONE =
            "SELECT id, site_id, name, media_type, width, height, sha256, revision, changed_at"
                    + " FROM plans WHERE id = ?";

    private final Database database;

    @Activate
    public PostgresPlanStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Plan> plans() {
        return database.transact(connection -> {
            Map<PlanId, List<PlacedCamera>> cameras = new HashMap<>();
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT * FROM plan_cameras ORDER BY plan_id, camera_id");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    cameras.computeIfAbsent(new PlanId(row.getObject("plan_id", UUID.class)), id -> new ArrayList<>())
                            .add(placed(row));
                }
            }
            List<Plan> plans = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(ALL);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    PlanId id = new PlanId(row.getObject("id", UUID.class));
                    plans.add(plan(row, cameras.getOrDefault(id, List.of())));
                }
            }
            return plans;
        });
    }

    @Override
    public Optional<Plan> plan(PlanId id) {
        return database.transact(connection -> {
            List<PlacedCamera> cameras = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT * FROM plan_cameras WHERE plan_id = ? ORDER BY camera_id")) {
                statement.setObject(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        cameras.add(placed(row));
                    }
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(ONE)) {
                statement.setObject(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(plan(row, cameras)) : Optional.empty();
                }
            }
        });
    }

    private static Plan plan(ResultSet row, List<PlacedCamera> cameras) throws SQLException {
        return new Plan(
                new PlanId(row.getObject("id", UUID.class)),
                new SiteId(row.getObject("site_id", UUID.class)),
                row.getString("name"),
                new Picture(
                        row.getString("media_type"),
                        row.getInt("width"),
                        row.getInt("height"),
                        row.getString("sha256")),
                cameras,
                row.getLong("revision"),
                CameraRows.instant(row, "changed_at"));
    }

    private static PlacedCamera placed(ResultSet row) throws SQLException {
        return new PlacedCamera(
                new CameraId(row.getObject("camera_id", UUID.class)),
                row.getDouble("x"),
                row.getDouble("y"),
                row.getDouble("direction"),
                row.getDouble("angle"),
                row.getDouble("reach"));
    }

    @Override
    public Optional<byte[]> picture(PlanId id) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT picture FROM plans WHERE id = ?")) {
                statement.setObject(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(row.getBytes("picture")) : Optional.empty();
                }
            }
        });
    }

    @Override
    public void insert(Plan plan, byte[] picture) {
        database.transact(connection -> {
            int unused = write(
                    connection,
                    "INSERT INTO plans (site_id, name, media_type, width, height, sha256, revision, changed_at, id, picture)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    plan,
                    picture);
            place(connection, plan);
            return null;
        });
    }

    @Override
    public void replace(Plan plan, Optional<byte[]> picture) {
        database.transact(connection -> {
            int replaced = write(
                    connection,
                    "UPDATE plans SET site_id = ?, name = ?, media_type = ?, width = ?, height = ?, sha256 = ?, revision = ?,"
                            + " changed_at = ? WHERE id = ? AND revision = ?",
                    plan,
                    plan.revision() - 1);
            if (replaced == 0) {
                throw exists(connection, plan.id())
                        ? new VmsException(ErrorCode.CHANGED_MEANWHILE, "Somebody else has changed this plan meanwhile")
                        : absent();
            }
            if (picture.isPresent()) {
                try (PreparedStatement statement =
                        connection.prepareStatement("UPDATE plans SET picture = ? WHERE id = ?")) {
                    statement.setBytes(1, picture.get());
                    statement.setObject(2, plan.id().value());
                    int unused = statement.executeUpdate();
                }
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM plan_cameras WHERE plan_id = ?")) {
                statement.setObject(1, plan.id().value());
                int unused = statement.executeUpdate();
            }
            place(connection, plan);
            return null;
        });
    }

    private static int write(Connection connection, String sql, Plan plan, Object last) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, plan.site().value());
            statement.setString(2, plan.name());
            statement.setString(3, plan.picture().mediaType());
            statement.setInt(4, plan.picture().width());
            statement.setInt(5, plan.picture().height());
            statement.setString(6, plan.picture().sha256());
            statement.setLong(7, plan.revision());
            statement.setObject(8, CameraRows.timestamp(plan.changedAt()));
            statement.setObject(9, plan.id().value());
            statement.setObject(10, last);
            return statement.executeUpdate();
        } catch (SQLException e) {
            if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                throw new VmsException(ErrorCode.ALREADY_EXISTS, "A plan of this name exists at the site", e);
            }
            if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such site", e);
            }
            throw e;
        }
    }

    private static void place(Connection connection, Plan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO plan_cameras (plan_id, camera_id, x, y, direction, angle, reach) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (PlacedCamera camera : plan.cameras()) {
                statement.setObject(1, plan.id().value());
                statement.setObject(2, camera.camera().value());
                statement.setDouble(3, camera.x());
                statement.setDouble(4, camera.y());
                statement.setDouble(5, camera.direction());
                statement.setDouble(6, camera.angle());
                statement.setDouble(7, camera.reach());
                int unused = statement.executeUpdate();
            }
        } catch (SQLException e) {
            if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera", e);
            }
            throw e;
        }
    }

    private static boolean exists(Connection connection, PlanId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM plans WHERE id = ?")) {
            statement.setObject(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public void delete(PlanId id) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM plans WHERE id = ?")) {
                statement.setObject(1, id.value());
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            }
            return null;
        });
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such plan");
    }
}
