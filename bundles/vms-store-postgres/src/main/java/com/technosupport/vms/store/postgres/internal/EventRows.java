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
import java.util.function.Function;

/** Events as rows. */
final class EventRows {

    /** What {@link #event} reads. */
    static final String COLUMNS = "id, type, camera_id, time, received_at, source, label, confidence,"
            + " box_x, box_y, box_w, box_h, track_id, data, camera_name, site_name, severity, snapshot_path";

    /**
     * One statement for a batch, so one way to the server: its columns come as arrays. Ids that are there already drop out; the
     * number keeps the order, in which work for the rules is listed.
     */
    private static final String INSERT = """
            WITH batch AS MATERIALIZED (
                SELECT id, type, camera_id,
                       timestamptz 'epoch' + time * interval '1 microsecond' AS time,
                       timestamptz 'epoch' + received_at * interval '1 microsecond' AS received_at,
                       source, label, confidence, box_x, box_y, box_w, box_h, track_id, data::jsonb AS data,
                       camera_name, site_name, severity, for_rules, number
                FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                            ?::double precision[], ?::double precision[], ?::double precision[], ?::double precision[],
                            ?::double precision[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[])
                     WITH ORDINALITY
                     AS given (id, type, camera_id, time, received_at, source, label, confidence, box_x, box_y, box_w,
                               box_h, track_id, data, camera_name, site_name, severity, for_rules, number)
            ), fresh AS (
                INSERT INTO event_ids (id, time) SELECT id, time FROM batch ON CONFLICT (id) DO NOTHING RETURNING id
            ), stored AS (
                INSERT INTO events (id, type, camera_id, time, received_at, source, label, confidence,
                                    box_x, box_y, box_w, box_h, track_id, data, camera_name, site_name, severity)
                SELECT id, type, camera_id, time, received_at, source, label, confidence,
                       box_x, box_y, box_w, box_h, track_id, data, camera_name, site_name, severity
                FROM batch JOIN fresh USING (id)
            ), work AS (
                INSERT INTO event_outbox (event_id, event_time)
                SELECT id, time FROM batch JOIN fresh USING (id) WHERE for_rules ORDER BY number
            )
            SELECT id FROM fresh
            """;

    private EventRows() {}

    /**
     * @param events no id twice
     * @return the ids of those that were not there before
     */
    static Set<EventId> insert(Connection connection, List<NewEvent> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            Columns columns = new Columns(connection, statement, events);
            columns.set("uuid", event -> event.message().id().value());
            columns.set("text", event -> event.message().type());
            columns.set(
                    "uuid",
                    event -> event.message().cameraId().map(CameraId::value).orElse(null));
            columns.set("bigint", event -> micros(event.message().time()));
            columns.set("bigint", event -> micros(event.receivedAt()));
            columns.set("text", event -> event.message().source());
            columns.set("text", event -> event.message().label().orElse(null));
            columns.set("double precision", event -> boxed(event.message().confidence()));
            columns.set("double precision", event -> side(event, EventMessage.Box::x));
            columns.set("double precision", event -> side(event, EventMessage.Box::y));
            columns.set("double precision", event -> side(event, EventMessage.Box::w));
            columns.set("double precision", event -> side(event, EventMessage.Box::h));
            columns.set("text", event -> event.message().trackId().orElse(null));
            columns.set("text", event -> EventJson.writeData(event.message().data()));
            columns.set("text", event -> event.cameraName().orElse(null));
            columns.set("text", event -> event.siteName().orElse(null));
            columns.set("text", event -> event.severity().name());
            columns.setForRules();
            Set<EventId> added = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    added.add(new EventId(row.getObject(1, UUID.class)));
                }
            }
            return added;
        }
    }

    private static final class Columns {

        private final Connection connection;
        private final PreparedStatement statement;
        private final List<NewEvent> events;
        private int index;

        Columns(Connection connection, PreparedStatement statement, List<NewEvent> events) {
            this.connection = connection;
            this.statement = statement;
            this.events = events;
        }

        void set(String type, Function<EnrichedEvent, Object> value) throws SQLException {
            Object[] values = new Object[events.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = value.apply(events.get(i).event());
            }
            statement.setArray(++index, connection.createArrayOf(type, values));
        }

        void setForRules() throws SQLException {
            Boolean[] values = events.stream().map(NewEvent::forRules).toArray(Boolean[]::new);
            statement.setArray(++index, connection.createArrayOf("boolean", values));
        }
    }

    static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1_000;
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static Double side(EnrichedEvent event, Function<EventMessage.Box, Double> side) {
        return event.message().box().map(side).orElse(null);
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
