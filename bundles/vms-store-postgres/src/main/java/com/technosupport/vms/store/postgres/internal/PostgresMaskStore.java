package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.PrivacyMask.Area;
import com.technosupport.vms.api.media.PrivacyMask.Point;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.MaskStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Privacy masks in the database, and all of them in memory once they were read. */
@Component(service = MaskStore.class, immediate = true)
public final class PostgresMaskStore implements MaskStore {

    private final Database database;

    /** Null until it was read; replaced whole. */
    private volatile Map<CameraId, PrivacyMask> known;

    @Activate
    public PostgresMaskStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public PrivacyMask mask(CameraId camera) {
        Map<CameraId, PrivacyMask> masks = known;
        return (masks == null ? read() : masks).getOrDefault(camera, PrivacyMask.NONE);
    }

    private synchronized Map<CameraId, PrivacyMask> read() {
        if (known == null) {
            known = database.transact(PostgresMaskStore::all);
        }
        return known;
    }

    /** One that is not right is an error for all: what has to be hidden is not known then. */
    private static Map<CameraId, PrivacyMask> all(Connection connection) throws SQLException {
        Map<CameraId, List<Area>> areas = new HashMap<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT * FROM privacy_areas ORDER BY camera_id, position");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Double[] xs = (Double[]) row.getArray("xs").getArray();
                Double[] ys = (Double[]) row.getArray("ys").getArray();
                List<Point> points = new ArrayList<>();
                for (int i = 0; i < xs.length; i++) {
                    points.add(new Point(xs[i], ys[i]));
                }
                areas.computeIfAbsent(new CameraId(row.getObject("camera_id", UUID.class)), id -> new ArrayList<>())
                        .add(new Area(row.getString("name"), points));
            }
        }
        Map<CameraId, PrivacyMask> masks = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM privacy_masks");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                CameraId camera = new CameraId(row.getObject("camera_id", UUID.class));
                masks.put(
                        camera,
                        new PrivacyMask(
                                areas.getOrDefault(camera, List.of()), Role.valueOf(row.getString("clear_for"))));
            }
        }
        return Map.copyOf(masks);
    }

    @Override
    public synchronized void save(CameraId camera, PrivacyMask mask) {
        Map<CameraId, PrivacyMask> masks = new HashMap<>(read());
        database.transact(connection -> {
            save(connection, camera, mask);
            return null;
        });
        masks.put(camera, mask);
        known = Map.copyOf(masks);
    }

    private static void save(Connection connection, CameraId camera, PrivacyMask mask) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO privacy_masks (camera_id, clear_for) VALUES (?, ?) ON CONFLICT (camera_id)"
                        + " DO UPDATE SET clear_for = EXCLUDED.clear_for, updated_at = now()")) {
            RecordingRows.set(statement, camera.value(), mask.clearFor().name());
            int unused = statement.executeUpdate();
        } catch (SQLException e) {
            if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera", e);
            }
            throw e;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM privacy_areas WHERE camera_id = ?")) {
            RecordingRows.set(statement, camera.value());
            int unused = statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO privacy_areas (camera_id, position, name, xs, ys) VALUES (?, ?, ?, ?, ?)")) {
            int position = 0;
            for (Area area : mask.areas()) {
                statement.setObject(1, camera.value());
                statement.setInt(2, position++);
                statement.setString(3, area.name());
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "float8", area.points().stream().map(Point::x).toArray()));
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "float8", area.points().stream().map(Point::y).toArray()));
                int unused = statement.executeUpdate();
            }
        }
    }
}
