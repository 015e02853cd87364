package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.store.EventCounts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Counts events where they are. */
@Component(service = EventCounts.class, immediate = true)
public final class PostgresEventCounts implements EventCounts {

    private final Database database;

    @Activate
    public PostgresEventCounts(@Reference Database database) {
        this.database = database;
    }

    @Override
    public Map<CameraId, List<Count>> counts(Set<CameraId> cameras, Instant from, Instant to, int buckets) {
        if (cameras.isEmpty()) {
            return Map.of();
        }
        double micros = Duration.between(from, to).toNanos() / 1000.0;
        return database.transact(connection -> {
            Map<CameraId, List<Count>> counts = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                SELECT camera_id,
                       least(?, floor(extract(epoch FROM time - ?) * 1000000.0 * ? / ?))::int AS bucket,
                       count(*) AS events,
                       max(CASE severity WHEN 'CRITICAL' THEN 2 WHEN 'WARNING' THEN 1 ELSE 0 END) AS most
                FROM events WHERE camera_id = ANY (?) AND time >= ? AND time < ?
                GROUP BY 1, 2 ORDER BY 1, 2
                """)) {
                statement.setInt(1, buckets - 1);
                statement.setObject(2, RecordingRows.time(from));
                statement.setInt(3, buckets);
                statement.setDouble(4, micros);
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "uuid", cameras.stream().map(CameraId::value).toArray()));
                statement.setObject(6, RecordingRows.time(from));
                statement.setObject(7, RecordingRows.time(to));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        counts.computeIfAbsent(
                                        new CameraId(row.getObject("camera_id", UUID.class)), id -> new ArrayList<>())
                                .add(new Count(
                                        row.getInt("bucket"), row.getInt("events"), severity(row.getInt("most"))));
                    }
                }
            }
            return counts;
        });
    }

    private static Severity severity(int rank) {
        return switch (rank) {
            case 2 -> Severity.CRITICAL;
            case 1 -> Severity.WARNING;
            default -> Severity.INFO;
        };
    }
}
