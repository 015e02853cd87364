package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventStore.NewEvent;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.codec.UnreadableEventException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Events as rows. */
final class EventRows {

    /** What {@link #event} reads. */
    static final String COLUMNS = "id, type, camera_id, time, received_at, source, label, confidence,"
            + " box_x, box_y, box_w, box_h, track_id, data, camera_name, site_name, severity, snapshot_path";

    /** Ids that are there already drop out; so do those that another program stores at this moment, which is waited for. */
    private static final String IDS = """
            INSERT INTO event_ids (id, time)
            SELECT id, timestamptz 'epoch' + time * interval '1 microsecond'
            FROM unnest(?::uuid[], ?::bigint[]) AS given (id, time)
            ON CONFLICT (id) DO NOTHING RETURNING id
            """;

    /** The number keeps the order of the events. */
    private static final String WORK = """
            INSERT INTO event_outbox (event_id, event_time)
            SELECT id, timestamptz 'epoch' + time * interval '1 microsecond'
            FROM unnest(?::uuid[], ?::bigint[]) WITH ORDINALITY AS given (id, time, number) ORDER BY number
            """;

    private EventRows() {}

    /**
     * @param events no id twice
     * @return the ids of those that were not there before
     */
    static Set<EventId> insert(Connection connection, List<NewEvent> events) throws SQLException {
        Set<EventId> added = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(IDS)) {
            setIds(connection, statement, events);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    added.add(new EventId(row.getObject(1, UUID.class)));
                }
            }
        }
        List<NewEvent> fresh = events.stream()
                .filter(event -> added.contains(event.event().message().id()))
                .toList();
        if (!fresh.isEmpty()) {
            EventCopy.store(connection, fresh.stream().map(NewEvent::event).toList());
        }
        List<NewEvent> forRules = fresh.stream().filter(NewEvent::forRules).toList();
        if (!forRules.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(WORK)) {
                setIds(connection, statement, forRules);
                statement.executeUpdate();
            }
        }
        return added;
    }

    private static void setIds(Connection connection, PreparedStatement statement, List<NewEvent> events)
            throws SQLException {
        Object[] ids = new Object[events.size()];
        Object[] times = new Object[events.size()];
        for (int i = 0; i < ids.length; i++) {
            EventMessage message = events.get(i).event().message();
            ids[i] = message.id().value();
            times[i] = micros(message.time());
        }
        statement.setArray(1, connection.createArrayOf("uuid", ids));
        statement.setArray(2, connection.createArrayOf("bigint", times));
    }

    static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1_000;
    }

    static EnrichedEvent event(ResultSet row) throws SQLException {
        EventMessage message = new EventMessage(
                new EventId(row.getObject("id", UUID.class)),
                row.getString("type"),
                Optional.ofNullable(row.getObject("camera_id", UUID.class)).map(CameraId::new),
                row.getString("source"),
                CameraRows.instant(row, "time"),
                Optional.ofNullable(row.getString("label")),
                number(row, "confidence"),
                box(row),
                Optional.ofNullable(row.getString("track_id")),
                data(row.getString("data")));
        return new EnrichedEvent(
                message,
                Optional.ofNullable(row.getString("camera_name")),
                Optional.ofNullable(row.getString("site_name")),
                Severity.valueOf(row.getString("severity")),
                Optional.ofNullable(row.getString("snapshot_path")),
                CameraRows.instant(row, "received_at"));
    }

    private static Map<String, Object> data(String json) {
        try {
            return EventJson.readData(json);
        } catch (UnreadableEventException e) {
            throw new VmsException(ErrorCode.INTERNAL, "An event's data cannot be read", e);
        }
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Optional<EventMessage.Box> box(ResultSet row) throws SQLException {
        double x = row.getDouble("box_x");
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new EventMessage.Box(
                        x, row.getDouble("box_y"), row.getDouble("box_w"), row.getDouble("box_h")));
    }
}
