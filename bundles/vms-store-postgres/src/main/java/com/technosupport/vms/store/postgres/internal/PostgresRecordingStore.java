package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.store.RecordingStore;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The index of footage in the database. Policies are in memory besides, filled each time that the database becomes usable, and from
 * the last-known copy until then.
 */
@Component(
        service = RecordingStore.class,
        immediate = true,
        configurationPid = "com.technosupport.vms.store",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PostgresRecordingStore implements RecordingStore {

    private static final String EXCLUSION_VIOLATION = "23P01";

    private final Database database;
    private final LastKnownPolicies copy;
    private final Database.Reader reader = this::load;
    private final Object writing = new Object();
    private volatile Map<CameraId, RecordingPolicy> policies;

    @Activate
    public PostgresRecordingStore(@Reference Database database, StoreConfiguration configuration) {
        this(database, Path.of(configuration.dataDirectory()));
    }

    PostgresRecordingStore(Database database, Path dataDirectory) {
        this.database = database;
        this.copy = new LastKnownPolicies(dataDirectory);
        this.policies = copy.read();
        database.addReader(reader);
    }

    @Deactivate
    public void close() {
        database.removeReader(reader);
    }

    private void load() {
        synchronized (writing) {
            replace(database.transact(RecordingRows::policies));
        }
    }

    private void replace(Map<CameraId, RecordingPolicy> next) {
        policies = Map.copyOf(next);
        copy.write(policies);
    }

    @Override
    public Map<CameraId, RecordingPolicy> policies() {
        return policies;
    }

    @Override
    public void savePolicy(CameraId camera, RecordingPolicy policy) {
        synchronized (writing) {
            database.transact(connection -> {
                try {
                    RecordingRows.savePolicy(connection, camera, policy);
                } catch (SQLException e) {
                    if (Problems.is(e, Problems.FOREIGN_KEY_VIOLATION)) {
                        throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
                    }
                    throw e;
                }
                return null;
            });
            Map<CameraId, RecordingPolicy> next = new HashMap<>(policies);
            next.put(camera, policy);
            replace(next);
        }
    }

    @Override
    public void save(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        database.transact(connection -> {
            try {
                RecordingRows.save(connection, entries);
            } catch (SQLException e) {
                SQLException first = e.getNextException() == null ? e : e.getNextException();
                if (Problems.is(first, EXCLUSION_VIOLATION) || Problems.is(first, Problems.UNIQUE_VIOLATION)) {
                    throw new VmsException(
                            ErrorCode.ALREADY_EXISTS, "A segment overlaps another of the same camera and role", e);
                }
                throw e;
            }
            return null;
        });
    }

    @Override
    public List<StoredSegment> segments(CameraId camera, StreamRole role, Instant from, Instant to, int limit) {
        // Segments do not overlap, so that the one before the range is the only one that may reach into it.
        return database.transact(connection -> RecordingRows.segments(
                connection, """
                WHERE camera_id = ? AND role = ? AND start_time < ?
                  AND start_time >= coalesce(
                      (SELECT max(start_time) FROM recording_segments
                       WHERE camera_id = ? AND role = ? AND start_time <= ? AND state <> 'DELETING'), '-infinity')
                  AND (end_time > ? OR end_time IS NULL) AND state <> 'DELETING'
                ORDER BY start_time LIMIT ?
                """, camera.value(), role.name(), to, camera.value(), role.name(), from, from, limit));
    }

    @Override
    public Optional<StoredSegment> segment(SegmentId id) {
        return first("WHERE id = ? AND state <> 'DELETING'", id.value());
    }

    @Override
    public Optional<StoredSegment> before(CameraId camera, StreamRole role, Instant instant) {
        return first(
                "WHERE camera_id = ? AND role = ? AND start_time < ? AND state <> 'DELETING'"
                        + " ORDER BY start_time DESC LIMIT 1",
                camera.value(),
                role.name(),
                instant);
    }

    private Optional<StoredSegment> first(String where, Object... values) {
        return database.transact(connection -> RecordingRows.segments(connection, where, values)).stream()
                .findFirst();
    }

    @Override
    public Optional<KeyFrameIndex> keyFrames(SegmentId id) {
        return database.transact(connection -> RecordingRows.keyFrames(connection, id));
    }

    @Override
    public List<StoredSegment> unfinished() {
        return database.transact(
                connection -> RecordingRows.segments(connection, "WHERE state <> 'CLOSED' ORDER BY start_time"));
    }

    @Override
    public List<StoredSegment> all(Optional<SegmentId> after, int limit) {
        return database.transact(connection -> after.isPresent()
                ? RecordingRows.segments(
                        connection,
                        "WHERE id > ? ORDER BY id LIMIT ?",
                        after.get().value(),
                        limit)
                : RecordingRows.segments(connection, "ORDER BY id LIMIT ?", limit));
    }

    @Override
    public List<StoredSegment> oldest(Optional<CameraId> camera, Optional<String> volume, int limit) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("WHERE " + SegmentUsage.DELETABLE);
        camera.ifPresent(id -> {
            where.append(" AND camera_id = ?");
            values.add(id.value());
        });
        volume.ifPresent(id -> {
            where.append(" AND volume = ?");
            values.add(id);
        });
        where.append(" ORDER BY end_time LIMIT ?");
        values.add(limit);
        return database.transact(connection -> RecordingRows.segments(connection, where.toString(), values.toArray()));
    }

    @Override
    public Map<CameraId, Long> bytes() {
        return database.transact(RecordingRows::bytes);
    }

    @Override
    public Map<CameraId, Usage> usage(Instant since) {
        return database.transact(connection -> SegmentUsage.of(connection, since));
    }

    @Override
    public List<StoredSegment> endedBefore(String volume, Instant end, int limit) {
        return database.transact(connection -> RecordingRows.segments(
                connection,
                "WHERE volume = ? AND state = 'CLOSED' AND end_time < ? ORDER BY end_time LIMIT ?",
                volume,
                end,
                limit));
    }

    @Override
    public boolean move(StoredSegment from, String volume, String path) {
        return database.transact(connection -> SegmentUsage.move(connection, from, volume, path));
    }

    @Override
    public List<SegmentId> markDeleting(List<SegmentId> ids) {
        return database.transact(connection -> SegmentUsage.markDeleting(connection, ids));
    }

    @Override
    public void forget(List<SegmentId> ids) {
        database.transact(connection -> {
            RecordingRows.forget(connection, ids);
            return null;
        });
    }

    @Override
    public boolean lock(SegmentId id, String by, String reason, Instant at) {
        return database.transact(connection -> {
            if (!RecordingRows.setLocked(connection, id, true)) {
                return false;
            }
            try (PreparedStatement statement = connection.prepareStatement("""
                    INSERT INTO recording_locks (segment_id, locked_by, reason, locked_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (segment_id) DO NOTHING
                    """)) {
                RecordingRows.set(statement, id.value(), by, reason, at);
                statement.executeUpdate();
            }
            return true;
        });
    }

    @Override
    public boolean unlock(SegmentId id) {
        return database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM recording_locks WHERE segment_id = ?")) {
                statement.setObject(1, id.value());
                statement.executeUpdate();
            }
            return RecordingRows.setLocked(connection, id, false);
        });
    }

    @Override
    public List<Boolean> covered(CameraId camera, List<Instant> bounds) {
        return database.transact(connection -> RecordingRows.covered(connection, camera, bounds));
    }

    @Override
    public void seal(SegmentId id, byte[] sha256) {
        database.transact(connection -> {
            SegmentSeals.seal(connection, id, sha256);
            return null;
        });
    }

    @Override
    public Optional<Seal> sealOf(SegmentId id) {
        return database.transact(connection -> SegmentSeals.of(connection, id));
    }

    @Override
    public void saveGaps(List<RecordingGap> gaps) {
        if (!gaps.isEmpty()) {
            database.transact(connection -> {
                GapRows.save(connection, gaps);
                return null;
            });
        }
    }

    @Override
    public List<RecordingGap> gaps(CameraId camera, StreamRole role, Instant from, Instant to, int limit) {
        return database.transact(connection -> GapRows.between(connection, camera, role, from, to, limit));
    }

    @Override
    public List<RecordingGap> openGaps() {
        return database.transact(GapRows::open);
    }
}
