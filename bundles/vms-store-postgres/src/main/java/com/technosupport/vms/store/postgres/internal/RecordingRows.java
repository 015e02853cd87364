package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedStreams;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.WeeklySlot;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Policies and segments as rows. */
final class RecordingRows {

    private static final String COLUMNS =
            "id, camera_id, role, sequence, start_time, end_time, volume, path, bytes, codec, locked, state, origin";

    private RecordingRows() {}

    /** As the database keeps an instant: it has microseconds. */
    static OffsetDateTime time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i] instanceof Instant instant ? time(instant) : values[i]);
        }
    }

    static List<StoredSegment> segments(Connection connection, String where, Object... values) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM recording_segments " + where)) {
            set(statement, values);
            List<StoredSegment> segments = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    segments.add(segment(row));
                }
            }
            return segments;
        }
    }

    private static StoredSegment segment(ResultSet row) throws SQLException {
        return new StoredSegment(
                new SegmentId(row.getObject("id", UUID.class)),
                new CameraId(row.getObject("camera_id", UUID.class)),
                StreamRole.valueOf(row.getString("role")),
                row.getLong("sequence"),
                row.getObject("start_time", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("end_time", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getString("volume"),
                row.getString("path"),
                row.getLong("bytes"),
                Codec.valueOf(row.getString("codec")),
                row.getBoolean("locked"),
                State.valueOf(row.getString("state")),
                Origin.valueOf(row.getString("origin")));
    }

    static void save(Connection connection, List<Entry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO recording_segments (" + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                + " start_time = excluded.start_time, end_time = excluded.end_time, volume = excluded.volume,"
                + " path = excluded.path, bytes = excluded.bytes, state = excluded.state"
                + " WHERE recording_segments.state <> 'DELETING'")) {
            for (Entry entry : entries) {
                StoredSegment segment = entry.segment();
                set(
                        statement,
                        segment.id().value(),
                        segment.camera().value(),
                        segment.role().name(),
                        segment.sequence(),
                        segment.start(),
                        segment.end().map(RecordingRows::time).orElse(null),
                        segment.volume(),
                        segment.path(),
                        segment.bytes(),
                        segment.codec().name(),
                        segment.locked(),
                        segment.state().name(),
                        segment.origin().name());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        saveKeyFrames(connection, entries);
    }

    private static void saveKeyFrames(Connection connection, List<Entry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO recording_key_frames (segment_id, key_frames) VALUES (?, ?)
                ON CONFLICT (segment_id) DO UPDATE SET key_frames = excluded.key_frames
                """)) {
            for (Entry entry : entries) {
                if (entry.keyFrames().isPresent()) {
                    set(
                            statement,
                            entry.segment().id().value(),
                            entry.keyFrames().get().toBytes());
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    static Optional<KeyFrameIndex> keyFrames(Connection connection, SegmentId id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT key_frames FROM recording_key_frames WHERE segment_id = ?")) {
            set(statement, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(KeyFrameIndex.of(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    static Map<CameraId, Long> bytes(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT camera_id, sum(bytes)::bigint FROM recording_segments WHERE state = 'CLOSED' GROUP BY 1");
                ResultSet row = statement.executeQuery()) {
            Map<CameraId, Long> bytes = new HashMap<>();
            while (row.next()) {
                bytes.put(new CameraId(row.getObject(1, UUID.class)), row.getLong(2));
            }
            return bytes;
        }
    }

    static Object[] values(List<SegmentId> ids) {
        return ids.stream().map(SegmentId::value).toArray();
    }

    static void forget(Connection connection, List<SegmentId> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM recording_segments WHERE id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", values(ids)));
            statement.executeUpdate();
        }
    }

    static boolean setLocked(Connection connection, SegmentId id, boolean locked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE recording_segments SET locked = ? WHERE id = ? AND state <> 'DELETING'")) {
            set(statement, locked, id.value());
            return statement.executeUpdate() == 1;
        }
    }

    static List<Boolean> covered(Connection connection, CameraId camera, List<Instant> bounds) throws SQLException {
        // Two looks into the index for each stretch and role, whatever there is.
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT bool_or(EXISTS (
                           SELECT FROM recording_segments
                           WHERE camera_id = ? AND role = roles.role AND state <> 'DELETING'
                             AND start_time >= stretch.lower AND start_time < stretch.upper)
                       OR EXISTS (
                           SELECT FROM (
                               SELECT end_time FROM recording_segments
                               WHERE camera_id = ? AND role = roles.role AND state <> 'DELETING'
                                 AND start_time < stretch.lower
                               ORDER BY start_time DESC LIMIT 1) AS before
                           WHERE end_time > stretch.lower))
                FROM unnest(?::timestamptz[], ?::timestamptz[]) WITH ORDINALITY AS stretch (lower, upper, place),
                     (VALUES ('MAIN'), ('SUB')) AS roles (role)
                GROUP BY stretch.place ORDER BY stretch.place
                """)) {
            Object[] all = bounds.stream().map(RecordingRows::time).toArray();
            set(statement, camera.value(), camera.value());
            statement.setArray(
                    3, connection.createArrayOf("timestamptz", Arrays.copyOf(all, Math.max(0, all.length - 1))));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "timestamptz", Arrays.copyOfRange(all, Math.min(1, all.length), all.length)));
            List<Boolean> covered = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    covered.add(row.getBoolean(1));
                }
            }
            return covered;
        }
    }

    static Map<CameraId, RecordingPolicy> policies(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM recording_policies");
                ResultSet row = statement.executeQuery()) {
            Map<CameraId, RecordingPolicy> policies = new HashMap<>();
            while (row.next()) {
                policies.put(new CameraId(row.getObject("camera_id", UUID.class)), policy(row));
            }
            return policies;
        }
    }

    private static RecordingPolicy policy(ResultSet row) throws SQLException {
        List<WeeklySlot> schedule = new ArrayList<>();
        for (String slot : (String[]) row.getArray("schedule").getArray()) {
            schedule.add(WeeklySlot.parse(slot));
        }
        Integer days = row.getObject("retention_days", Integer.class);
        Long bytes = row.getObject("retention_bytes", Long.class);
        return new RecordingPolicy(
                RecordingMode.valueOf(row.getString("mode")),
                schedule,
                RecordedStreams.valueOf(row.getString("stream")),
                Duration.ofMillis(row.getLong("pre_roll_ms")),
                Duration.ofMillis(row.getLong("post_roll_ms")),
                Duration.ofMillis(row.getLong("segment_ms")),
                row.getLong("segment_bytes"),
                days == null ? OptionalInt.empty() : OptionalInt.of(days),
                bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes));
    }

    static void savePolicy(Connection connection, CameraId camera, RecordingPolicy policy) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO recording_policies (camera_id, mode, schedule, stream, pre_roll_ms, post_roll_ms, segment_ms,
                    segment_bytes, retention_days, retention_bytes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (camera_id) DO UPDATE SET mode = excluded.mode, schedule = excluded.schedule,
                    stream = excluded.stream, pre_roll_ms = excluded.pre_roll_ms, post_roll_ms = excluded.post_roll_ms,
                    segment_ms = excluded.segment_ms, segment_bytes = excluded.segment_bytes,
                    retention_days = excluded.retention_days, retention_bytes = excluded.retention_bytes,
                    updated_at = now()
                """)) {
            statement.setObject(1, camera.value());
            statement.setString(2, policy.mode().name());
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            policy.schedule().stream().map(WeeklySlot::text).toArray()));
            statement.setString(4, policy.stream().name());
            statement.setLong(5, policy.preRoll().toMillis());
            statement.setLong(6, policy.postRoll().toMillis());
            statement.setLong(7, policy.segment().toMillis());
            statement.setLong(8, policy.segmentBytes());
            statement.setObject(
                    9,
                    policy.retentionDays().isPresent() ? policy.retentionDays().getAsInt() : null,
                    Types.INTEGER);
            statement.setObject(
                    10,
                    policy.retentionBytes().isPresent()
                            ? policy.retentionBytes().getAsLong()
                            : null,
                    Types.BIGINT);
            statement.executeUpdate();
        }
    }
}
