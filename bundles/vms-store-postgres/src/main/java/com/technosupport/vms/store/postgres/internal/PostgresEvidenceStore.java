package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.store.EvidenceStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads which segments are locked. */
@Component(service = EvidenceStore.class, immediate = true)
public final class PostgresEvidenceStore implements EvidenceStore {

    private final Database database;

    @Activate
    public PostgresEvidenceStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Lock> newest(Optional<Set<CameraId>> cameras, Optional<Place> before, int limit) {
        String sql =
                "SELECT segment_id, camera_id, role, start_time, coalesce(end_time, start_time) AS end_time, bytes, locked_by, reason, locked_at"
                        + " FROM recording_locks JOIN recording_segments ON id = segment_id WHERE state <> 'DELETING'"
                        + " AND (? OR camera_id = ANY (?))"
                        + (before.isPresent() ? " AND (locked_at, segment_id) < (?, ?)" : "")
                        + " ORDER BY locked_at DESC, segment_id DESC LIMIT ?";
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                UUID[] ids = cameras.stream()
                        .flatMap(all -> all.stream().map(CameraId::value))
                        .toArray(UUID[]::new);
                statement.setBoolean(1, cameras.isEmpty());
                statement.setArray(2, connection.createArrayOf("uuid", ids));
                int next = 3;
                if (before.isPresent()) {
                    statement.setObject(
                            next++, CameraRows.timestamp(before.get().at()));
                    statement.setObject(next++, before.get().segment().value());
                }
                statement.setInt(next, limit);
                List<Lock> locks = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        locks.add(new Lock(
                                new SegmentId(row.getObject("segment_id", UUID.class)),
                                new CameraId(row.getObject("camera_id", UUID.class)),
                                StreamRole.valueOf(row.getString("role")),
                                CameraRows.instant(row, "start_time"),
                                CameraRows.instant(row, "end_time"),
                                row.getLong("bytes"),
                                row.getString("locked_by"),
                                row.getString("reason"),
                                CameraRows.instant(row, "locked_at")));
                    }
                }
                return locks;
            }
        });
    }
}
