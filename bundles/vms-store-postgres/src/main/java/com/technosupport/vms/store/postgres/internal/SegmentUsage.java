package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.api.store.RecordingStore.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What keeps the volumes from running over: how much there is, what may be deleted, what is moved. */
final class SegmentUsage {

    /** Somebody has still to look at what an open alarm is about: what led to it, and what came of it. */
    static final String DELETABLE = """
            state = 'CLOSED' AND NOT locked AND NOT EXISTS (
                SELECT FROM alarms
                WHERE alarms.camera_id = recording_segments.camera_id AND alarms.state <> 'CLOSED'
                  AND alarms.raised_at - interval '1 minute' < recording_segments.end_time
                  AND alarms.last_at + interval '1 minute' > recording_segments.start_time)
            """;

    private SegmentUsage() {}

    static Map<CameraId, Usage> of(Connection connection, Instant since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT camera_id, sum(bytes)::bigint, coalesce(sum(bytes) FILTER (WHERE locked), 0)::bigint, min(start_time),
                       coalesce(sum(bytes) FILTER (WHERE start_time >= ?), 0)::bigint,
                       coalesce(extract(epoch FROM sum(end_time - start_time) FILTER (WHERE start_time >= ?)), 0)::float8
                FROM recording_segments WHERE state = 'CLOSED' GROUP BY 1
                """)) {
            RecordingRows.set(statement, since, since);
            Map<CameraId, Usage> usage = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    usage.put(
                            new CameraId(row.getObject(1, UUID.class)),
                            new Usage(
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getObject(4, OffsetDateTime.class).toInstant(),
                                    row.getLong(5),
                                    Duration.ofMillis(Math.round(row.getDouble(6) * 1000))));
                }
            }
            return usage;
        }
    }

    static boolean move(Connection connection, StoredSegment from, String volume, String path) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE recording_segments SET volume = ?, path = ?
                WHERE id = ? AND volume = ? AND path = ? AND state = 'CLOSED'
                """)) {
            RecordingRows.set(statement, volume, path, from.id().value(), from.volume(), from.path());
            return statement.executeUpdate() == 1;
        }
    }

    static List<SegmentId> markDeleting(Connection connection, List<SegmentId> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE recording_segments SET state = 'DELETING' WHERE id = ANY (?) AND "
                        + DELETABLE + " RETURNING id")) {
            statement.setArray(1, connection.createArrayOf("uuid", RecordingRows.values(ids)));
            List<SegmentId> marked = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    marked.add(new SegmentId(row.getObject(1, UUID.class)));
                }
            }
            return marked;
        }
    }
}
