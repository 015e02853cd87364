package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.RuleStore.Match;
import com.technosupport.vms.codec.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What rules have done and are to do, as rows. */
final class RunRows {

    static final String COLUMNS = "event_id, rule_id, step, rule_name, action, parameters, state, attempts, next_try,"
            + " last_error, created_at";

    private static final UUID NO_CAMERA = new UUID(0, 0);

    private RunRows() {}

    static RuleRun run(ResultSet row) throws SQLException {
        return new RuleRun(
                new RuleRun.Key(
                        new EventId(row.getObject("event_id", UUID.class)),
                        new RuleId(row.getObject("rule_id", UUID.class)),
                        row.getInt("step")),
                row.getString("rule_name"),
                new RuleStep(row.getString("action"), RuleRows.json(row.getString("parameters"))),
                RuleRun.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getObject("next_try") == null ? Optional.empty() : Optional.of(CameraRows.instant(row, "next_try")),
                Optional.ofNullable(row.getString("last_error")),
                CameraRows.instant(row, "created_at"));
    }

    /** Writes down what a match makes to do; nothing where it is known, where it is too soon, and where the rule is gone. */
    static List<RuleRun> plan(Connection connection, Match match, Instant now) throws SQLException {
        Rule rule = match.rule();
        if ((!rule.id().equals(Rule.STILLS) && !held(connection, rule.id()))
                || known(connection, match)
                || !inTime(connection, match)) {
            return List.of();
        }
        EventId event = match.event().message().id();
        List<RuleRun> runs = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO rule_runs (event_id, rule_id, step,"
                + " rule_name, action, parameters, state, next_try, created_at, updated_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, 'PENDING', ?, ?, ?)")) {
            for (int i = 0; i < rule.then().size(); i++) {
                RuleStep step = rule.then().get(i);
                statement.setObject(1, event.value());
                statement.setObject(2, rule.id().value());
                statement.setInt(3, i);
                statement.setString(4, rule.name());
                statement.setString(5, step.action());
                statement.setObject(6, EventJson.writeData(step.parameters()), Types.OTHER);
                statement.setObject(7, CameraRows.timestamp(now));
                statement.setObject(8, CameraRows.timestamp(now));
                statement.setObject(9, CameraRows.timestamp(now));
                statement.addBatch();
                runs.add(new RuleRun(
                        new RuleRun.Key(event, rule.id(), i),
                        rule.name(),
                        step,
                        RuleRun.State.PENDING,
                        0,
                        Optional.of(now),
                        Optional.empty(),
                        now));
            }
            statement.executeBatch();
        }
        return runs;
    }

    /** Whether the rule is there; it stays so until the end of the transaction. */
    private static boolean held(Connection connection, RuleId rule) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM rules WHERE id = ? FOR KEY SHARE")) {
            statement.setObject(1, rule.value());
            return any(statement);
        }
    }

    private static boolean known(Connection connection, Match match) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM rule_runs WHERE event_id = ? AND rule_id = ? LIMIT 1")) {
            statement.setObject(1, match.event().message().id().value());
            statement.setObject(2, match.rule().id().value());
            return any(statement);
        }
    }

    /** Notes that it is done for the event's camera, if that is not too soon. Of two at a time one waits for the other. */
    private static boolean inTime(Connection connection, Match match) throws SQLException {
        if (match.rule().throttle().isZero()) {
            return true;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO rule_throttles (rule_id, camera_id, fired_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (rule_id, camera_id) DO UPDATE"
                        + " SET fired_at = GREATEST(rule_throttles.fired_at, EXCLUDED.fired_at)"
                        + " WHERE abs(extract(epoch FROM EXCLUDED.fired_at - rule_throttles.fired_at)) >= ?")) {
            statement.setObject(1, match.rule().id().value());
            statement.setObject(
                    2, match.event().message().cameraId().map(CameraId::value).orElse(NO_CAMERA));
            statement.setObject(3, CameraRows.timestamp(match.event().message().time()));
            statement.setDouble(4, match.rule().throttle().toMillis() / 1000.0);
            return statement.executeUpdate() > 0;
        }
    }

    private static boolean any(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    static void key(PreparedStatement statement, int first, RuleRun.Key key) throws SQLException {
        statement.setObject(first, key.event().value());
        statement.setObject(first + 1, key.rule().value());
        statement.setInt(first + 2, key.index());
    }
}
