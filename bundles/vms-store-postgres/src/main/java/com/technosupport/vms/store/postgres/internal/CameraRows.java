package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cameras and streams as rows. */
final class CameraRows {

    private static final Logger log = LoggerFactory.getLogger(CameraRows.class);

    private static final String COLUMNS = """
            name = ?, ip = ?, port = ?, endpoint = ?, driver = ?, manufacturer = ?, model = ?, firmware = ?, serial = ?,
            device_key = ?, channel = ?, enabled = ?, options = jsonb_object(?::text[], ?::text[]), created_at = ?, nvr_id = ?,
            site_id = ?
            """;

    private CameraRows() {}

    static List<StoredCamera> load(Connection connection) throws SQLException {
        Map<UUID, List<CameraStream>> streams = loadStreams(connection);
        List<StoredCamera> cameras = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                        SELECT id, name, ip, port, endpoint, driver, manufacturer, model, firmware, serial, device_key,
                               channel, enabled, sealed_credential, created_at, nvr_id, site_id,
                               ARRAY(SELECT key FROM jsonb_each_text(options) ORDER BY key) AS option_names,
                               ARRAY(SELECT value FROM jsonb_each_text(options) ORDER BY key) AS option_values
                        FROM cameras
                        """);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject("id", UUID.class);
                try {
                    Camera camera = camera(row, id, streams.getOrDefault(id, List.of()));
                    cameras.add(new StoredCamera(camera, row.getBytes("sealed_credential")));
                } catch (IllegalArgumentException e) {
                    // One row that somebody else wrote must not cost all the other cameras.
                    log.error("camera {}: its row cannot be read and is left out: {}", id, e.getMessage());
                }
            }
        }
        return cameras;
    }

    private static Camera camera(ResultSet row, UUID id, List<CameraStream> streams) throws SQLException {
        int port = row.getInt("port");
        OptionalInt optionalPort = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(port);
        Optional<URI> endpoint = Optional.ofNullable(row.getString("endpoint")).map(URI::create);
        String[] names = (String[]) row.getArray("option_names").getArray();
        String[] values = (String[]) row.getArray("option_values").getArray();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            options.put(names[i], values[i] == null ? "" : values[i]);
        }
        return new Camera(
                new CameraId(id),
                row.getString("name"),
                new DeviceAddress(row.getString("ip"), optionalPort, endpoint),
                row.getString("driver"),
                new DeviceInfo(
                        row.getString("manufacturer"),
                        row.getString("model"),
                        row.getString("firmware"),
                        row.getString("serial")),
                row.getString("device_key"),
                row.getString("channel"),
                row.getBoolean("enabled"),
                options,
                streams,
                instant(row, "created_at"),
                Optional.ofNullable(row.getObject("nvr_id", UUID.class)).map(NvrId::new),
                new SiteId(row.getObject("site_id", UUID.class)));
    }

    private static Map<UUID, List<CameraStream>> loadStreams(Connection connection) throws SQLException {
        Map<UUID, List<CameraStream>> streams = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, camera_id, role, codec, width, height, fps, uri FROM streams ORDER BY camera_id, role");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                try {
                    CameraStream stream = new CameraStream(
                            new StreamId(row.getObject("id", UUID.class)),
                            StreamRole.valueOf(row.getString("role")),
                            codec(row.getString("codec")),
                            row.getInt("width"),
                            row.getInt("height"),
                            row.getDouble("fps"),
                            URI.create(row.getString("uri")));
                    streams.computeIfAbsent(row.getObject("camera_id", UUID.class), id -> new ArrayList<>())
                            .add(stream);
                } catch (IllegalArgumentException e) {
                    log.error(
                            "camera {}: the row of a stream cannot be read and is left out",
                            row.getObject("camera_id", UUID.class));
                }
            }
        }
        return streams;
    }

    /** A codec that a later version wrote has no name here. */
    static Codec codec(String name) {
        for (Codec codec : Codec.values()) {
            if (codec.name().equals(name)) {
                return codec;
            }
        }
        return Codec.UNKNOWN;
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static void insert(Connection connection, StoredCamera stored) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO cameras (name, ip, port, endpoint, driver, manufacturer, model, firmware, serial, device_key,
                                     channel, enabled, options, created_at, nvr_id, site_id, sealed_credential, id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb_object(?::text[], ?::text[]), ?, ?, ?, ?, ?)
                """)) {
            int next = fill(connection, statement, stored.camera());
            statement.setBytes(next, stored.sealedCredential());
            statement.setObject(next + 1, stored.camera().id().value());
            statement.executeUpdate();
        }
        insertStreams(connection, stored.camera());
    }

    /** Tells whether there was such a camera. */
    static boolean update(Connection connection, Camera camera, Optional<byte[]> sealedCredential) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE cameras SET " + COLUMNS
                + ", sealed_credential = coalesce(?, sealed_credential), updated_at = now() WHERE id = ?")) {
            int next = fill(connection, statement, camera);
            statement.setBytes(next, sealedCredential.orElse(null));
            statement.setObject(next + 1, camera.id().value());
            if (statement.executeUpdate() == 0) {
                return false;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM streams WHERE camera_id = ?")) {
            statement.setObject(1, camera.id().value());
            statement.executeUpdate();
        }
        insertStreams(connection, camera);
        return true;
    }

    /** Tells whether there was such a camera. */
    static boolean delete(Connection connection, CameraId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM cameras WHERE id = ?")) {
            statement.setObject(1, id.value());
            return statement.executeUpdate() > 0;
        }
    }

    private static int fill(Connection connection, PreparedStatement statement, Camera camera) throws SQLException {
        List<String> names = List.copyOf(camera.options().keySet());
        List<String> values = names.stream().map(camera.options()::get).toList();
        int next = 1;
        statement.setString(next++, camera.name());
        statement.setString(next++, camera.address().host());
        if (camera.address().port().isPresent()) {
            statement.setInt(next++, camera.address().port().getAsInt());
        } else {
            statement.setNull(next++, Types.INTEGER);
        }
        statement.setString(
                next++, camera.address().endpoint().map(URI::toString).orElse(null));
        statement.setString(next++, camera.driver());
        statement.setString(next++, camera.device().manufacturer());
        statement.setString(next++, camera.device().model());
        statement.setString(next++, camera.device().firmware());
        statement.setString(next++, camera.device().serial());
        statement.setString(next++, camera.deviceKey());
        statement.setString(next++, camera.channel());
        statement.setBoolean(next++, camera.enabled());
        statement.setArray(next++, connection.createArrayOf("text", names.toArray()));
        statement.setArray(next++, connection.createArrayOf("text", values.toArray()));
        statement.setObject(next++, timestamp(camera.createdAt()));
        statement.setObject(next++, camera.nvr().map(NvrId::value).orElse(null), Types.OTHER);
        statement.setObject(next++, camera.site().value());
        return next;
    }

    private static void insertStreams(Connection connection, Camera camera) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO streams (id, camera_id, role, codec, width, height, fps, uri)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            for (CameraStream stream : camera.streams()) {
                statement.setObject(1, stream.id().value());
                statement.setObject(2, camera.id().value());
                statement.setString(3, stream.role().name());
                statement.setString(4, stream.codec().name());
                statement.setInt(5, stream.width());
                statement.setInt(6, stream.height());
                statement.setDouble(7, stream.framesPerSecond());
                statement.setString(8, stream.uri().toString());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
