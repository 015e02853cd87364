package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recorders and their contacts as rows. */
final class NvrRows {

    private static final Logger log = LoggerFactory.getLogger(NvrRows.class);

    private NvrRows() {}

    /** A recorder with what is kept apart from it. */
    record StoredNvr(Nvr nvr, byte[] sealedCredential) {}

    static List<StoredNvr> load(Connection connection) throws SQLException {
        Map<UUID, List<Port>> inputs = loadPorts(connection, "digital_inputs");
        Map<UUID, List<Port>> outputs = loadPorts(connection, "digital_outputs");
        List<StoredNvr> nvrs = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                        SELECT id, name, ip, port, endpoint, driver, manufacturer, model, firmware, serial, device_key,
                               absent_channels, sealed_credential, created_at, synced_at,
                               ARRAY(SELECT key FROM jsonb_each_text(options) ORDER BY key) AS option_names,
                               ARRAY(SELECT value FROM jsonb_each_text(options) ORDER BY key) AS option_values
                        FROM nvrs
                        """);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject("id", UUID.class);
                try {
                    Nvr nvr = nvr(row, id, inputs.getOrDefault(id, List.of()), outputs.getOrDefault(id, List.of()));
                    nvrs.add(new StoredNvr(nvr, row.getBytes("sealed_credential")));
                } catch (IllegalArgumentException e) {
                    log.error("recorder {}: its row cannot be read and is left out: {}", id, e.getMessage());
                }
            }
        }
        return nvrs;
    }

    private static Nvr nvr(ResultSet row, UUID id, List<Port> inputs, List<Port> outputs) throws SQLException {
        int port = row.getInt("port");
        OptionalInt optionalPort = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(port);
        Optional<URI> endpoint = Optional.ofNullable(row.getString("endpoint")).map(URI::create);
        String[] names = (String[]) row.getArray("option_names").getArray();
        String[] values = (String[]) row.getArray("option_values").getArray();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            options.put(names[i], values[i] == null ? "" : values[i]);
        }
        OffsetDateTime synced = row.getObject("synced_at", OffsetDateTime.class);
        return new Nvr(
                new NvrId(id),
                row.getString("name"),
                new DeviceAddress(row.getString("ip"), optionalPort, endpoint),
                row.getString("driver"),
                new DeviceInfo(
                        row.getString("manufacturer"),
                        row.getString("model"),
                        row.getString("firmware"),
                        row.getString("serial")),
                row.getString("device_key"),
                options,
                inputs,
                outputs,
                List.of((String[]) row.getArray("absent_channels").getArray()),
                CameraRows.instant(row, "created_at"),
                Optional.ofNullable(synced).map(OffsetDateTime::toInstant));
    }

    private static Map<UUID, List<Port>> loadPorts(Connection connection, String table) throws SQLException {
        Map<UUID, List<Port>> ports = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT nvr_id, id, name, active FROM " + table + " ORDER BY nvr_id, position");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                boolean active = row.getBoolean("active");
                Optional<Boolean> known = row.wasNull() ? Optional.empty() : Optional.of(active);
                ports.computeIfAbsent(row.getObject("nvr_id", UUID.class), id -> new ArrayList<>())
                        .add(new Port(row.getString("id"), row.getString("name"), known));
            }
        }
        return ports;
    }

    /** Inserts a recorder, or updates it; a new one must have a credential. */
    static void save(Connection connection, Nvr nvr, Optional<byte[]> sealedCredential) throws SQLException {
        if (!update(connection, nvr, sealedCredential)) {
            insert(connection, nvr, sealedCredential.orElseThrow());
        }
        savePorts(connection, "digital_inputs", nvr.id(), nvr.inputs());
        savePorts(connection, "digital_outputs", nvr.id(), nvr.outputs());
    }

    private static boolean update(Connection connection, Nvr nvr, Optional<byte[]> sealedCredential)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE nvrs SET name = ?, ip = ?, port = ?, endpoint = ?, driver = ?, manufacturer = ?, model = ?,
                                firmware = ?, serial = ?, device_key = ?, options = jsonb_object(?::text[], ?::text[]),
                                absent_channels = ?, created_at = ?, synced_at = ?,
                                sealed_credential = coalesce(?, sealed_credential), updated_at = now()
                WHERE id = ?
                """)) {
            fill(connection, statement, nvr, sealedCredential.orElse(null));
            return statement.executeUpdate() > 0;
        }
    }

    private static void insert(Connection connection, Nvr nvr, byte[] sealedCredential) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO nvrs (name, ip, port, endpoint, driver, manufacturer, model, firmware, serial, device_key,
                                  options, absent_channels, created_at, synced_at, sealed_credential, id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb_object(?::text[], ?::text[]), ?, ?, ?, ?, ?)
                """)) {
            fill(connection, statement, nvr, sealedCredential);
            statement.executeUpdate();
        }
    }

    private static void fill(Connection connection, PreparedStatement statement, Nvr nvr, byte[] sealedCredential)
            throws SQLException {
        List<String> names = List.copyOf(nvr.options().keySet());
        List<String> values = names.stream().map(nvr.options()::get).toList();
        statement.setString(1, nvr.name());
        statement.setString(2, nvr.address().host());
        if (nvr.address().port().isPresent()) {
            statement.setInt(3, nvr.address().port().getAsInt());
        } else {
            statement.setNull(3, Types.INTEGER);
        }
        statement.setString(4, nvr.address().endpoint().map(URI::toString).orElse(null));
        statement.setString(5, nvr.driver());
        statement.setString(6, nvr.device().manufacturer());
        statement.setString(7, nvr.device().model());
        statement.setString(8, nvr.device().firmware());
        statement.setString(9, nvr.device().serial());
        statement.setString(10, nvr.deviceKey());
        statement.setArray(11, connection.createArrayOf("text", names.toArray()));
        statement.setArray(12, connection.createArrayOf("text", values.toArray()));
        statement.setArray(13, connection.createArrayOf("text", nvr.absent().toArray()));
        statement.setObject(14, CameraRows.timestamp(nvr.createdAt()));
        statement.setObject(15, nvr.syncedAt().map(CameraRows::timestamp).orElse(null));
        statement.setBytes(16, sealedCredential);
        statement.setObject(17, nvr.id().value());
    }

    private static void savePorts(Connection connection, String table, NvrId nvr, List<Port> ports)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM " + table + " WHERE nvr_id = ?")) {
            statement.setObject(1, nvr.value());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO " + table + " (nvr_id, id, name, active, position) VALUES (?, ?, ?, ?, ?)")) {
            for (int position = 0; position < ports.size(); position++) {
                Port port = ports.get(position);
                statement.setObject(1, nvr.value());
                statement.setString(2, port.id());
                statement.setString(3, port.name());
                statement.setObject(4, port.active().orElse(null), Types.BOOLEAN);
                statement.setInt(5, position);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Tells whether there was such a recorder. Its cameras go with it. */
    static boolean delete(Connection connection, NvrId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM nvrs WHERE id = ?")) {
            statement.setObject(1, id.value());
            return statement.executeUpdate() > 0;
        }
    }
}
