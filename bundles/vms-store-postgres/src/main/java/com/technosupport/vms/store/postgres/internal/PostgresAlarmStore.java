package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmStore;
import com.technosupport.vms.api.rule.AlarmTrigger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Alarms in the database; nothing is kept in memory. */
@Component(service = AlarmStore.class, immediate = true)
public final class PostgresAlarmStore implements AlarmStore {

    private static final String SELECT = "SELECT " + AlarmRows.COLUMNS + " FROM alarms ";
    private static final int TRIES = 5;

    private final Database database;

    @Activate
    public PostgresAlarmStore(@Reference Database database) {
        this.database = database;
    }

    /** Sets what a statement asks for. */
    private interface Arguments {
        void set(PreparedStatement statement) throws SQLException;
    }

    private static List<Alarm> select(Connection connection, String condition, Arguments arguments)
            throws SQLException {
        List<Alarm> alarms = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT + condition)) {
            arguments.set(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    alarms.add(AlarmRows.alarm(row));
                }
            }
        }
        return alarms;
    }

    @Override
    public Raised raise(AlarmId id, AlarmTrigger trigger) {
        return database.transact(connection -> {
            for (int i = 0; i < TRIES; i++) {
                List<Alarm> counted = select(
                        connection,
                        "WHERE id = (SELECT alarm_id FROM alarm_triggers WHERE key = ?)",
                        statement -> statement.setString(1, trigger.key()));
                if (!counted.isEmpty()) {
                    return new Raised(counted.get(0), false, false);
                }
                Optional<Raised> raised = tryRaise(connection, id, trigger);
                if (raised.isPresent()) {
                    return raised.get();
                }
                // Somebody opened or closed one of that subject meanwhile.
            }
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "Too many raise the same alarm at once");
        });
    }

    private static Optional<Raised> tryRaise(Connection connection, AlarmId id, AlarmTrigger trigger)
            throws SQLException {
        List<Alarm> open = select(
                connection,
                "WHERE subject = ? AND state <> 'CLOSED' FOR UPDATE",
                statement -> statement.setString(1, trigger.subject()));
        boolean isNew = open.isEmpty();
        Alarm alarm = isNew ? opened(id, trigger) : joined(open.get(0), trigger);
        if (isNew) {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO alarms (" + AlarmRows.COLUMNS
                    + ") VALUES (" + AlarmRows.PLACES + ") ON CONFLICT (subject) WHERE state <> 'CLOSED' DO NOTHING")) {
                AlarmRows.fill(statement, alarm);
                if (statement.executeUpdate() == 0) {
                    return Optional.empty();
                }
            }
            AlarmRows.note(
                    connection,
                    alarm.id(),
                    new Alarm.Step(trigger.time(), "system", Alarm.Kind.RAISED, trigger.title()));
        } else {
            AlarmRows.update(connection, alarm);
        }
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO alarm_triggers (key, alarm_id) VALUES (?, ?)")) {
            statement.setString(1, trigger.key());
            statement.setObject(2, alarm.id().value());
            statement.executeUpdate();
        }
        return Optional.of(new Raised(alarm, isNew, true));
    }

    private static Alarm opened(AlarmId id, AlarmTrigger trigger) {
        return new Alarm(
                id,
                trigger.subject(),
                trigger.title(),
                trigger.severity(),
                AlarmState.OPEN,
                trigger.rule(),
                trigger.camera(),
                trigger.cameraName(),
                trigger.event(),
                Optional.empty(),
                1,
                trigger.time(),
                trigger.time(),
                trigger.escalateAfter().map(trigger.time()::plus),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                trigger.instructions(),
                0);
    }

    private static Alarm joined(Alarm open, AlarmTrigger trigger) {
        boolean later = !trigger.time().isBefore(open.lastAt());
        Severity severity = trigger.severity().compareTo(open.severity()) > 0 ? trigger.severity() : open.severity();
        return new Alarm(
                open.id(),
                open.subject(),
                open.title(),
                severity,
                open.state(),
                open.rule(),
                open.camera(),
                open.cameraName(),
                later ? trigger.event().or(open::event) : open.event(),
                open.owner(),
                open.count() + 1,
                open.raisedAt(),
                later ? trigger.time() : open.lastAt(),
                open.escalateAt(),
                open.escalated(),
                open.acknowledgedBy(),
                open.acknowledgedAt(),
                open.closedBy(),
                open.closedAt(),
                open.instructions(),
                open.revision());
    }

    @Override
    public Alarm change(AlarmId id, UnaryOperator<Alarm> change, Alarm.Step step) {
        return database.transact(connection -> {
            List<Alarm> found =
                    select(connection, "WHERE id = ? FOR UPDATE", statement -> statement.setObject(1, id.value()));
            if (found.isEmpty()) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such alarm");
            }
            Alarm changed = change.apply(found.get(0));
            boolean differs = !changed.equals(found.get(0));
            if (differs) {
                AlarmRows.update(connection, changed);
            }
            if (differs || step.kind() == Alarm.Kind.NOTED) {
                AlarmRows.note(connection, id, step);
            }
            return changed;
        });
    }

    @Override
    public Optional<Alarm> find(AlarmId id) {
        return database.transact(connection ->
                select(connection, "WHERE id = ?", statement -> statement.setObject(1, id.value())).stream()
                        .findFirst());
    }

    @Override
    public Optional<Alarm> open(String subject) {
        return database.transact(connection ->
                select(
                                connection,
                                "WHERE subject = ? AND state <> 'CLOSED'",
                                statement -> statement.setString(1, subject))
                        .stream()
                        .findFirst());
    }

    @Override
    public List<Alarm> page(AlarmQuery query) {
        return database.transact(connection -> select(
                connection,
                "WHERE (? OR state = ANY (?)) AND (? OR camera_id = ANY (?)) AND (? OR severity = ANY (?))"
                        + (query.before().isPresent() ? " AND (raised_at, id) < (?, ?)" : "")
                        + " ORDER BY raised_at DESC, id DESC LIMIT ?",
                statement -> {
                    statement.setBoolean(1, query.states().isEmpty());
                    statement.setArray(
                            2,
                            connection.createArrayOf(
                                    "text",
                                    query.states().stream()
                                            .map(AlarmState::name)
                                            .toArray()));
                    statement.setBoolean(3, query.cameras().isEmpty());
                    UUID[] cameras = query.cameras().stream()
                            .flatMap(all -> all.stream().map(CameraId::value))
                            .toArray(UUID[]::new);
                    statement.setArray(4, connection.createArrayOf("uuid", cameras));
                    statement.setBoolean(5, query.severities().isEmpty());
                    statement.setArray(
                            6,
                            connection.createArrayOf(
                                    "text",
                                    query.severities().stream()
                                            .map(Severity::name)
                                            .toArray()));
                    int next = 7;
                    if (query.before().isPresent()) {
                        statement.setObject(
                                next++,
                                CameraRows.timestamp(query.before().get().raisedAt()));
                        statement.setObject(next++, query.before().get().id().value());
                    }
                    statement.setInt(next, query.limit());
                }));
    }

    @Override
    public List<Alarm.Step> history(AlarmId id) {
        return database.transact(connection -> {
            List<Alarm.Step> steps = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT time, actor, kind, note FROM alarm_history WHERE alarm_id = ? ORDER BY sequence")) {
                statement.setObject(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        steps.add(new Alarm.Step(
                                CameraRows.instant(row, "time"),
                                row.getString("actor"),
                                Alarm.Kind.valueOf(row.getString("kind")),
                                row.getString("note")));
                    }
                }
            }
            return steps;
        });
    }

    @Override
    public List<Alarm> toEscalate(Instant now, int limit) {
        return database.transact(connection -> select(
                connection,
                "WHERE state = 'OPEN' AND NOT escalated AND escalate_at <= ? ORDER BY escalate_at LIMIT ?",
                statement -> {
                    statement.setObject(1, CameraRows.timestamp(now));
                    statement.setInt(2, limit);
                }));
    }

    @Override
    public int deleteClosed(Instant before) {
        return database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM alarms WHERE state = 'CLOSED' AND closed_at < ?")) {
                statement.setObject(1, CameraRows.timestamp(before));
                return statement.executeUpdate();
            }
        });
    }
}
