package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionZone;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.DetectionPolicyStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked for in the cameras' pictures, in the database; nothing is kept in memory. */
@Component(service = DetectionPolicyStore.class, immediate = true)
public final class PostgresDetectionPolicyStore implements DetectionPolicyStore {

    private static final Logger log = LoggerFactory.getLogger(PostgresDetectionPolicyStore.class);

    private final Database database;

    @Activate
    public PostgresDetectionPolicyStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Map<CameraId, DetectionPolicy> all() {
        return database.transact(connection -> {
            Map<CameraId, List<DetectionZone>> zones = zones(connection);
            Map<CameraId, DetectionPolicy> policies = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM detection_policies");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    CameraId camera = new CameraId(row.getObject("camera_id", UUID.class));
                    try {
                        policies.put(camera, policy(row, zones.getOrDefault(camera, List.of())));
                    } catch (IllegalArgumentException e) {
                        // Written by somebody else: it must not hide the others.
                        log.error("camera {}: what is stored of detection is not right: {}", camera, e.getMessage());
                    }
                }
            }
            return policies;
        });
    }

    private static DetectionPolicy policy(ResultSet row, List<DetectionZone> zones) throws SQLException {
        return new DetectionPolicy(
                row.getBoolean("enabled"),
                Optional.ofNullable(row.getString("detector")),
                row.getDouble("frames_per_second"),
                row.getDouble("min_confidence"),
                Set.of((String[]) row.getArray("labels").getArray()),
                zones,
                row.getDouble("min_size"),
                Duration.ofMillis(row.getLong("min_duration_ms")),
                row.getBoolean("key_frames_only"),
                row.getBoolean("motion_gate"),
                DetectionPolicy.Edge.valueOf(row.getString("edge")));
    }

    private static Map<CameraId, List<DetectionZone>> zones(Connection connection) throws SQLException {
        Map<CameraId, List<DetectionZone>> zones = new HashMap<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT * FROM detection_zones ORDER BY camera_id, position");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                CameraId camera = new CameraId(row.getObject("camera_id", UUID.class));
                try {
                    Double[] xs = (Double[]) row.getArray("xs").getArray();
                    Double[] ys = (Double[]) row.getArray("ys").getArray();
                    List<DetectionZone.Point> points = new ArrayList<>();
                    for (int i = 0; i < xs.length; i++) {
                        points.add(new DetectionZone.Point(xs[i], ys[i]));
                    }
                    DetectionZone.Trigger trigger = DetectionZone.Trigger.valueOf(row.getString("trigger"));
                    zones.computeIfAbsent(camera, id -> new ArrayList<>())
                            .add(new DetectionZone(row.getString("name"), points, trigger));
                } catch (IllegalArgumentException e) {
                    log.error("camera {}: a stored zone is not right: {}", camera, e.getMessage());
                }
            }
        }
        return zones;
    }

    @Override
    public void put(CameraId camera, DetectionPolicy policy) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO detection_policies (enabled, detector, frames_per_second, min_confidence, labels,"
                            + " min_size, min_duration_ms, key_frames_only, motion_gate, camera_id, edge)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (camera_id) DO UPDATE SET enabled = EXCLUDED.enabled,"
                            + " detector = EXCLUDED.detector, frames_per_second = EXCLUDED.frames_per_second,"
                            + " min_confidence = EXCLUDED.min_confidence, labels = EXCLUDED.labels,"
                            + " min_size = EXCLUDED.min_size, min_duration_ms = EXCLUDED.min_duration_ms,"
                            + " key_frames_only = EXCLUDED.key_frames_only, motion_gate = EXCLUDED.motion_gate,"
                            + " edge = EXCLUDED.edge,"
                            + " updated_at = now()")) {
                statement.setBoolean(1, policy.enabled());
                statement.setString(2, policy.detector().orElse(null));
                statement.setDouble(3, policy.framesPerSecond());
                statement.setDouble(4, policy.minConfidence());
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "text", policy.labels().stream().sorted().toArray()));
                statement.setDouble(6, policy.minSize());
                statement.setLong(7, policy.minDuration().toMillis());
                statement.setBoolean(8, policy.keyFramesOnly());
                statement.setBoolean(9, policy.motionGate());
                statement.setObject(10, camera.value());
                statement.setString(11, policy.edge().name());
                int unused = statement.executeUpdate();
            } catch (SQLException e) {
                if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                    throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
                }
                throw e;
            }
            putZones(connection, camera, policy.zones());
            return null;
        });
    }

    private static void putZones(Connection connection, CameraId camera, List<DetectionZone> zones)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM detection_zones WHERE camera_id = ?")) {
            statement.setObject(1, camera.value());
            int unused = statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO detection_zones (camera_id, position, name, trigger, xs, ys) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < zones.size(); i++) {
                DetectionZone zone = zones.get(i);
                statement.setObject(1, camera.value());
                statement.setInt(2, i);
                statement.setString(3, zone.name());
                statement.setString(4, zone.trigger().name());
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "float8",
                                zone.points().stream()
                                        .map(DetectionZone.Point::x)
                                        .toArray()));
                statement.setArray(
                        6,
                        connection.createArrayOf(
                                "float8",
                                zone.points().stream()
                                        .map(DetectionZone.Point::y)
                                        .toArray()));
                int unused = statement.executeUpdate();
            }
        }
    }

    @Override
    public Map<String, String> substitutes() {
        return database.transact(connection -> {
            Map<String, String> substitutes = new HashMap<>();
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT detector, substitute FROM detector_substitutes");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    substitutes.put(row.getString("detector"), row.getString("substitute"));
                }
            }
            return substitutes;
        });
    }

    @Override
    public void substitute(String detector, Optional<String> by) {
        database.transact(connection -> {
            String sql = by.isPresent()
                    ? "INSERT INTO detector_substitutes (detector, substitute) VALUES (?, ?)"
                            + " ON CONFLICT (detector) DO UPDATE SET substitute = EXCLUDED.substitute, since = now()"
                    : "DELETE FROM detector_substitutes WHERE detector = ?";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, detector);
                if (by.isPresent()) {
                    statement.setString(2, by.get());
                }
                int unused = statement.executeUpdate();
            }
            return null;
        });
    }
}
