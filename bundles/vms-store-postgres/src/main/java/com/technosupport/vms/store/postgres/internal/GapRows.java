package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Gaps as rows. */
final class GapRows {

    private static final String SELECT =
            "SELECT camera_id, role, start_time, end_time, cause, detail FROM recording_gaps ";

    private GapRows() {}

    static void save(Connection connection, List<RecordingGap> gaps) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO recording_gaps (camera_id, role, start_time, end_time, cause, detail)
                        VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (camera_id, role, start_time)
                            DO UPDATE SET end_time = excluded.end_time, cause = excluded.cause, detail = excluded.detail
                        """);
                PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM recording_gaps WHERE camera_id = ? AND role = ? AND start_time = ?")) {
            // In their order: one may be added and forgotten in the same list.
            for (RecordingGap gap : gaps) {
                Instant from = gap.from().truncatedTo(ChronoUnit.MICROS);
                Optional<Instant> to = gap.to().map(end -> end.truncatedTo(ChronoUnit.MICROS));
                if (to.filter(from::equals).isPresent()) {
                    RecordingRows.set(delete, gap.camera().value(), gap.role().name(), from);
                    delete.executeUpdate();
                } else {
                    RecordingRows.set(
                            insert,
                            gap.camera().value(),
                            gap.role().name(),
                            from,
                            to.map(RecordingRows::time).orElse(null),
                            gap.cause().name(),
                            gap.detail());
                    insert.executeUpdate();
                }
            }
        }
    }

    static List<RecordingGap> between(
            Connection connection, CameraId camera, StreamRole role, Instant from, Instant to, int limit)
            throws SQLException {
        // Gaps do not overlap either.
        return read(connection, """
                WHERE camera_id = ? AND role = ? AND start_time < ?
                  AND start_time >= coalesce(
                      (SELECT max(start_time) FROM recording_gaps
                       WHERE camera_id = ? AND role = ? AND start_time <= ?), '-infinity')
                  AND (end_time > ? OR end_time IS NULL) AND backfill <> 'FILLED'
                ORDER BY start_time LIMIT ?
                """, camera.value(), role.name(), to, camera.value(), role.name(), from, from, limit);
    }

    static List<RecordingGap> open(Connection connection) throws SQLException {
        return read(connection, "WHERE end_time IS NULL ORDER BY start_time");
    }

    private static List<RecordingGap> read(Connection connection, String where, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT + where)) {
            RecordingRows.set(statement, values);
            List<RecordingGap> gaps = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    gaps.add(new RecordingGap(
                            new CameraId(row.getObject("camera_id", UUID.class)),
                            StreamRole.valueOf(row.getString("role")),
                            row.getObject("start_time", OffsetDateTime.class).toInstant(),
                            Optional.ofNullable(row.getObject("end_time", OffsetDateTime.class))
                                    .map(OffsetDateTime::toInstant),
                            Cause.valueOf(row.getString("cause")),
                            row.getString("detail")));
                }
            }
            return gaps;
        }
    }
}
