package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.WeeklyWindow;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.codec.UnreadableEventException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Rules as rows. */
final class RuleRows {

    static final String COLUMNS = "id, name, enabled, types, camera_ids, labels, min_confidence, zone, schedule,"
            + " input_device, input, input_active, repeat_times, repeat_seconds, actions, throttle_seconds,"
            + " created_at, updated_at";

    private RuleRows() {}

    static Rule rule(ResultSet row) throws SQLException {
        return new Rule(
                new RuleId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getBoolean("enabled"),
                condition(row),
                steps(json(row.getString("actions"))),
                Duration.ofSeconds(row.getInt("throttle_seconds")),
                CameraRows.instant(row, "created_at"),
                CameraRows.instant(row, "updated_at"));
    }

    private static RuleCondition condition(ResultSet row) throws SQLException {
        Double confidence = row.getObject("min_confidence", Double.class);
        Optional<RuleCondition.Input> input = Optional.empty();
        if (row.getString("input") != null) {
            input = Optional.of(new RuleCondition.Input(
                    Optional.ofNullable(row.getObject("input_device", UUID.class)),
                    row.getString("input"),
                    row.getBoolean("input_active")));
        }
        Integer times = row.getObject("repeat_times", Integer.class);
        return new RuleCondition(
                texts(row, "types"),
                Arrays.stream((UUID[]) row.getArray("camera_ids").getArray())
                        .map(CameraId::new)
                        .collect(Collectors.toSet()),
                texts(row, "labels"),
                confidence == null ? OptionalDouble.empty() : OptionalDouble.of(confidence),
                Optional.ofNullable(row.getString("zone")),
                windows(json(row.getString("schedule"))),
                input,
                times == null
                        ? Optional.empty()
                        : Optional.of(
                                new RuleCondition.Repetition(times, Duration.ofSeconds(row.getInt("repeat_seconds")))));
    }

    private static Set<String> texts(ResultSet row, String column) throws SQLException {
        return Set.of((String[]) row.getArray(column).getArray());
    }

    /** In the order of {@link #COLUMNS}. */
    static void fill(Connection connection, PreparedStatement statement, Rule rule) throws SQLException {
        RuleCondition when = rule.when();
        statement.setObject(1, rule.id().value());
        statement.setString(2, rule.name());
        statement.setBoolean(3, rule.enabled());
        statement.setArray(4, texts(connection, when.types()));
        statement.setArray(
                5,
                connection.createArrayOf(
                        "uuid",
                        when.cameras().stream().sorted().map(CameraId::value).toArray()));
        statement.setArray(6, texts(connection, when.labels()));
        if (when.minConfidence().isPresent()) {
            statement.setDouble(7, when.minConfidence().getAsDouble());
        } else {
            statement.setNull(7, Types.DOUBLE);
        }
        statement.setString(8, when.zone().orElse(null));
        statement.setObject(9, EventJson.writeData(Map.of("windows", windows(when.schedule()))), Types.OTHER);
        statement.setObject(
                10, when.input().flatMap(RuleCondition.Input::device).orElse(null), Types.OTHER);
        statement.setString(11, when.input().map(RuleCondition.Input::input).orElse(null));
        statement.setObject(12, when.input().map(RuleCondition.Input::active).orElse(null), Types.BOOLEAN);
        statement.setObject(
                13, when.repetition().map(RuleCondition.Repetition::times).orElse(null), Types.INTEGER);
        statement.setObject(
                14,
                when.repetition()
                        .map(repetition -> (int) repetition.within().toSeconds())
                        .orElse(null),
                Types.INTEGER);
        statement.setObject(15, EventJson.writeData(Map.of("steps", steps(rule.then()))), Types.OTHER);
        statement.setInt(16, (int) rule.throttle().toSeconds());
        statement.setObject(17, CameraRows.timestamp(rule.createdAt()));
        statement.setObject(18, CameraRows.timestamp(rule.updatedAt()));
    }

    private static Array texts(Connection connection, Set<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.stream().sorted().toArray());
    }

    private static List<Map<String, Object>> steps(List<RuleStep> steps) {
        return steps.stream()
                .map(step -> Map.<String, Object>of("action", step.action(), "parameters", step.parameters()))
                .toList();
    }

    private static List<RuleStep> steps(Map<String, Object> json) {
        return list(json, "steps").stream()
                .map(step -> new RuleStep(String.valueOf(step.get("action")), map(step.get("parameters"))))
                .toList();
    }

    private static List<Map<String, Object>> windows(List<WeeklyWindow> windows) {
        return windows.stream()
                .map(window -> Map.<String, Object>of(
                        "days",
                        window.days().stream().sorted().map(DayOfWeek::name).toList(),
                        "from",
                        window.from().toString(),
                        "to",
                        window.to().toString()))
                .toList();
    }

    private static List<WeeklyWindow> windows(Map<String, Object> json) {
        return list(json, "windows").stream()
                .map(window -> new WeeklyWindow(
                        ((List<?>) window.get("days"))
                                .stream()
                                        .map(day -> DayOfWeek.valueOf(String.valueOf(day)))
                                        .collect(Collectors.toSet()),
                        LocalTime.parse(String.valueOf(window.get("from"))),
                        LocalTime.parse(String.valueOf(window.get("to")))))
                .toList();
    }

    private static List<Map<String, Object>> list(Map<String, Object> json, String name) {
        return ((List<?>) json.get(name)).stream().map(RuleRows::map).toList();
    }

    private static Map<String, Object> map(Object value) {
        return ((Map<?, ?>) value)
                .entrySet().stream()
                        .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), Map.Entry::getValue));
    }

    static Map<String, Object> json(String text) {
        try {
            return EventJson.readData(text);
        } catch (UnreadableEventException e) {
            throw new VmsException(ErrorCode.INTERNAL, "A rule in the database cannot be read", e);
        }
    }
}
