package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.store.EventQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads pages of events. Of several cameras, each one's newest are read by its own index and then put together: one index over
 * all times would be read through all the events of cameras that are not wanted. So it is with several types.
 */
final class EventPages {

    /** Rows that may be read for a page in this way; beyond, most of what is there is wanted. */
    private static final int MOST_ROWS = 20_000;

    private final StringBuilder sql = new StringBuilder(1024);
    private final List<Object> values = new ArrayList<>();

    private EventPages() {}

    static List<EnrichedEvent> read(Connection connection, EventQuery query) throws SQLException {
        if (query.cameras().filter(Set::isEmpty).isPresent()) {
            return List.of();
        }
        EventPages page = new EventPages();
        page.build(query);
        try (PreparedStatement statement = connection.prepareStatement(page.sql.toString())) {
            for (int i = 0; i < page.values.size(); i++) {
                Object value = page.values.get(i);
                if (value instanceof Object[] array) {
                    String type = array instanceof UUID[] ? "uuid" : "text";
                    statement.setArray(i + 1, connection.createArrayOf(type, array));
                } else {
                    statement.setObject(i + 1, value);
                }
            }
            List<EnrichedEvent> events = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(EventRows.event(row));
                }
            }
            return events;
        }
    }

    private void build(EventQuery query) {
        UUID[] cameras = query.cameras()
                .map(ids -> ids.stream().map(CameraId::value).toArray(UUID[]::new))
                .orElse(null);
        String[] types = query.types().isEmpty() ? null : query.types().toArray(String[]::new);
        if (cameras != null && cameras.length > 1 && (long) cameras.length * query.limit() <= MOST_ROWS) {
            sql.append("SELECT found.* FROM unnest(?::uuid[]) AS wanted (camera) CROSS JOIN LATERAL (");
            values.add(cameras);
            select("camera_id = wanted.camera");
            whereIn("type", types);
            rest(query);
            sql.append(") AS found");
            order(query);
        } else if (cameras == null && types != null && types.length > 1) {
            sql.append("SELECT found.* FROM unnest(?::text[]) AS wanted (kind) CROSS JOIN LATERAL (");
            values.add(types);
            select("type = wanted.kind");
            rest(query);
            sql.append(") AS found");
            order(query);
        } else {
            select("true");
            if (cameras != null) {
                whereIn("camera_id", cameras);
            }
            whereIn("type", types);
            rest(query);
        }
    }

    private void select(String condition) {
        sql.append("SELECT ")
                .append(EventRows.COLUMNS)
                .append(" FROM events WHERE ")
                .append(condition);
    }

    private void whereIn(String column, Object[] wanted) {
        if (wanted == null) {
            return;
        }
        if (wanted.length == 1) {
            sql.append(" AND ").append(column).append(" = ?");
            values.add(wanted[0]);
        } else {
            sql.append(" AND ").append(column).append(" = ANY (?)");
            values.add(wanted);
        }
    }

    private void rest(EventQuery query) {
        if (!query.severities().isEmpty()) {
            // Written out, being names of our own: so the planner sees that the index of what is unusual has them all.
            sql.append(" AND severity IN (")
                    .append(query.severities().stream()
                            .sorted()
                            .map(severity -> "'" + severity.name() + "'")
                            .collect(Collectors.joining(", ")))
                    .append(')');
        }
        query.label().ifPresent(label -> {
            sql.append(" AND label = ?");
            values.add(label);
        });
        query.from().ifPresent(from -> {
            sql.append(" AND time >= ?");
            values.add(CameraRows.timestamp(from));
        });
        query.to().ifPresent(to -> {
            sql.append(" AND time < ?");
            values.add(CameraRows.timestamp(to));
        });
        query.before().ifPresent(place -> {
            // The first tells which partitions are left, which the second, exact one does not.
            sql.append(" AND time <= ? AND (time, id) < (?, ?)");
            values.add(CameraRows.timestamp(place.time()));
            values.add(CameraRows.timestamp(place.time()));
            values.add(place.id());
        });
        order(query);
    }

    private void order(EventQuery query) {
        sql.append(" ORDER BY time DESC, id DESC LIMIT ").append(query.limit());
    }
}
