package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Alarms as rows. */
final class AlarmRows {

    static final String COLUMNS =
            "id, subject, title, severity, state, rule_id, camera_id, camera_name, event_id, owner,"
                    + " count, raised_at, last_at, escalate_at, escalated, acknowledged_by, acknowledged_at, closed_by,"
                    + " closed_at, instructions, revision";

    static final String PLACES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";

    private AlarmRows() {}

    static Alarm alarm(ResultSet row) throws SQLException {
        return new Alarm(
                new AlarmId(row.getObject("id", UUID.class)),
                row.getString("subject"),
                row.getString("title"),
                Severity.valueOf(row.getString("severity")),
                AlarmState.valueOf(row.getString("state")),
                uuid(row, "rule_id").map(RuleId::new),
                uuid(row, "camera_id").map(CameraId::new),
                Optional.ofNullable(row.getString("camera_name")),
                uuid(row, "event_id").map(EventId::new),
                Optional.ofNullable(row.getString("owner")),
                row.getInt("count"),
                CameraRows.instant(row, "raised_at"),
                CameraRows.instant(row, "last_at"),
                instant(row, "escalate_at"),
                row.getBoolean("escalated"),
                Optional.ofNullable(row.getString("acknowledged_by")),
                instant(row, "acknowledged_at"),
                Optional.ofNullable(row.getString("closed_by")),
                instant(row, "closed_at"),
                Optional.ofNullable(row.getString("instructions")),
                row.getInt("revision"));
    }

    private static Optional<UUID> uuid(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, UUID.class));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? Optional.empty() : Optional.of(CameraRows.instant(row, column));
    }

    /** In the order of {@link #COLUMNS}. */
    static void fill(PreparedStatement statement, Alarm alarm) throws SQLException {
        statement.setObject(1, alarm.id().value());
        statement.setString(2, text(alarm.subject()));
        statement.setString(3, text(alarm.title()));
        statement.setString(4, alarm.severity().name());
        statement.setString(5, alarm.state().name());
        statement.setObject(6, alarm.rule().map(RuleId::value).orElse(null), Types.OTHER);
        statement.setObject(7, alarm.camera().map(CameraId::value).orElse(null), Types.OTHER);
        statement.setString(8, alarm.cameraName().map(AlarmRows::text).orElse(null));
        statement.setObject(9, alarm.event().map(EventId::value).orElse(null), Types.OTHER);
        statement.setString(10, alarm.owner().orElse(null));
        statement.setInt(11, alarm.count());
        statement.setObject(12, CameraRows.timestamp(alarm.raisedAt()));
        statement.setObject(13, CameraRows.timestamp(alarm.lastAt()));
        time(statement, 14, alarm.escalateAt());
        statement.setBoolean(15, alarm.escalated());
        statement.setString(16, alarm.acknowledgedBy().orElse(null));
        time(statement, 17, alarm.acknowledgedAt());
        statement.setString(18, alarm.closedBy().orElse(null));
        time(statement, 19, alarm.closedAt());
        statement.setString(20, alarm.instructions().map(AlarmRows::text).orElse(null));
        statement.setInt(21, alarm.revision());
    }

    private static void time(PreparedStatement statement, int index, Optional<Instant> time) throws SQLException {
        statement.setObject(index, time.map(CameraRows::timestamp).orElse(null), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    /** PostgreSQL stores all but this one character, which may come from a device. */
    private static String text(String text) {
        return text.replace('\0', ' ');
    }

    static void update(Connection connection, Alarm alarm) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE alarms SET (" + COLUMNS + ") = (" + PLACES + ") WHERE id = ?")) {
            fill(statement, alarm);
            statement.setObject(22, alarm.id().value());
            statement.executeUpdate();
        }
    }

    static void note(Connection connection, AlarmId alarm, Alarm.Step step) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO alarm_history (alarm_id, time, actor, kind, note) VALUES (?, ?, ?, ?, ?)")) {
            statement.setObject(1, alarm.value());
            statement.setObject(2, CameraRows.timestamp(step.time()));
            statement.setString(3, step.actor());
            statement.setString(4, step.kind().name());
            statement.setString(5, text(step.note()));
            statement.executeUpdate();
        }
    }
}
