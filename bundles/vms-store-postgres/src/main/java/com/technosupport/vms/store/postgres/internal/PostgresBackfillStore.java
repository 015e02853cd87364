package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.store.BackfillStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What became of gaps, beside them in the database. */
@Component(service = BackfillStore.class, immediate = true)
public final class PostgresBackfillStore implements BackfillStore {

    /** Less is one picture more or less. */
    private static final Duration SHORTEST = Duration.ofMillis(200);

    private final Database database;

    @Activate
    public PostgresBackfillStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Set<CameraId> switchedOff() {
        return database.transact(connection -> {
            Set<CameraId> cameras = new HashSet<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT camera_id FROM backfill_off");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    cameras.add(new CameraId(row.getObject(1, UUID.class)));
                }
            }
            return cameras;
        });
    }

    @Override
    public void switchTo(CameraId camera, boolean on) {
        String sql = on
                ? "DELETE FROM backfill_off WHERE camera_id = ?"
                : "INSERT INTO backfill_off (camera_id) VALUES (?) ON CONFLICT DO NOTHING";
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                RecordingRows.set(statement, camera.value());
                return statement.executeUpdate();
            } catch (SQLException e) {
                if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                    throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera", e);
                }
                throw e;
            }
        });
    }

    @Override
    public List<Task> due(Set<CameraId> cameras, Instant since, Instant due, int limit) {
        if (cameras.isEmpty()) {
            return List.of();
        }
        return database.transact(connection -> read(
                connection,
                """
                WHERE backfill = 'WAITING' AND end_time > ? AND (backfill_at IS NULL OR backfill_at <= ?)
                  AND cause IN ('CAMERA_UNREACHABLE', 'NETWORK_LOSS', 'SERVER_DOWN')
                  AND camera_id = ANY (?) AND camera_id NOT IN (SELECT camera_id FROM backfill_off)
                ORDER BY end_time DESC LIMIT ?
                """,
                since,
                due,
                connection.createArrayOf(
                        "uuid", cameras.stream().map(CameraId::value).toArray()),
                limit));
    }

    @Override
    public List<Task> tasks(CameraId camera, Instant from, Instant to, int limit) {
        List<Task> newest = new ArrayList<>(
                database.transact(connection -> read(connection, """
                    WHERE camera_id = ? AND start_time < ? AND end_time > ?
                      AND cause IN ('CAMERA_UNREACHABLE', 'NETWORK_LOSS', 'SERVER_DOWN')
                    ORDER BY start_time DESC LIMIT ?
                    """, camera.value(), to, from, limit)));
        Collections.reverse(newest);
        return newest;
    }

    private static List<Task> read(Connection connection, String where, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM recording_gaps " + where)) {
            RecordingRows.set(statement, values);
            List<Task> tasks = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tasks.add(task(row));
                }
            }
            return tasks;
        }
    }

    private static Task task(ResultSet row) throws SQLException {
        State state = State.valueOf(row.getString("backfill"));
        return new Task(
                new RecordingGap(
                        new CameraId(row.getObject("camera_id", UUID.class)),
                        StreamRole.valueOf(row.getString("role")),
                        row.getObject("start_time", OffsetDateTime.class).toInstant(),
                        Optional.of(
                                row.getObject("end_time", OffsetDateTime.class).toInstant()),
                        Cause.valueOf(row.getString("cause")),
                        row.getString("detail")),
                state,
                row.getInt("backfill_attempts"),
                Optional.ofNullable(row.getObject("backfill_at", OffsetDateTime.class))
                        .filter(at -> state == State.WAITING)
                        .map(OffsetDateTime::toInstant),
                row.getString("backfill_detail"));
    }

    @Override
    public void filled(RecordingGap gap, List<Span> spans, Instant at) {
        database.transact(connection -> {
            int attempts;
            try (PreparedStatement statement = connection.prepareStatement(
                    "DELETE FROM recording_gaps WHERE camera_id = ? AND role = ? AND start_time = ?"
                            + " AND end_time = ? AND backfill <> 'FILLED' RETURNING backfill_attempts")) {
                RecordingRows.set(
                        statement,
                        gap.camera().value(),
                        gap.role().name(),
                        gap.from(),
                        gap.to().orElseThrow());
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        // It is another one by now.
                        return null;
                    }
                    attempts = row.getInt(1);
                }
            }
            Instant next = gap.from();
            for (Span span : spans) {
                // What is left between is no gap where it is shorter than a picture or two.
                Instant start = shorter(next, span.start()) ? next : span.start();
                boolean last = shorter(span.end(), gap.to().get());
                Instant end = last ? gap.to().get() : span.end();
                piece(connection, gap, next, start, State.WAITING, attempts, null);
                piece(connection, gap, start, end, State.FILLED, attempts, at);
                next = end;
            }
            piece(connection, gap, next, gap.to().get(), State.WAITING, attempts, null);
            return null;
        });
    }

    private static boolean shorter(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(SHORTEST) < 0;
    }

    private static void piece(
            Connection connection, RecordingGap gap, Instant from, Instant to, State state, int attempts, Instant at)
            throws SQLException {
        if (!from.isBefore(to)) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO recording_gaps (camera_id, role, start_time, end_time, cause, detail, backfill,"
                        + " backfill_attempts, backfill_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            RecordingRows.set(
                    statement,
                    gap.camera().value(),
                    gap.role().name(),
                    from,
                    to,
                    gap.cause().name(),
                    gap.detail(),
                    state.name(),
                    attempts);
            statement.setObject(9, at == null ? null : RecordingRows.time(at));
            int unused = statement.executeUpdate();
        }
    }

    @Override
    public void tried(RecordingGap gap, String detail, Optional<Instant> next) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE recording_gaps SET backfill = ?, backfill_attempts = backfill_attempts + 1,"
                            + " backfill_at = ?, backfill_detail = ?"
                            + " WHERE camera_id = ? AND role = ? AND start_time = ? AND backfill = 'WAITING'")) {
                statement.setString(1, (next.isPresent() ? State.WAITING : State.NOTHING).name());
                statement.setObject(2, next.map(RecordingRows::time).orElse(null));
                statement.setString(3, detail);
                statement.setObject(4, gap.camera().value());
                statement.setString(5, gap.role().name());
                statement.setObject(6, RecordingRows.time(gap.from()));
                return statement.executeUpdate();
            }
        });
    }
}
