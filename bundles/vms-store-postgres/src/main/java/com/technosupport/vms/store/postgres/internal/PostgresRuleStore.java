package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Rules and their runs in the database; nothing is kept in memory. */
@Component(service = RuleStore.class, immediate = true)
public final class PostgresRuleStore implements RuleStore {

    private final Database database;

    @Activate
    public PostgresRuleStore(@Reference Database database) {
        this.database = database;
    }

    @Override
    public List<Rule> rules() {
        return database.transact(connection -> {
            List<Rule> rules = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT " + RuleRows.COLUMNS + " FROM rules ORDER BY lower(name), name");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rules.add(RuleRows.rule(row));
                }
            }
            return rules;
        });
    }

    @Override
    public Optional<Rule> rule(RuleId id) {
        return database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT " + RuleRows.COLUMNS + " FROM rules WHERE id = ?")) {
                statement.setObject(1, id.value());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Optional.of(RuleRows.rule(row)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public void insert(Rule rule) {
        write(
                "INSERT INTO rules (" + RuleRows.COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rule,
                false);
    }

    @Override
    public void update(Rule rule) {
        write(
                "UPDATE rules SET (" + RuleRows.COLUMNS
                        + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
                rule,
                true);
    }

    private void write(String sql, Rule rule, boolean update) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                RuleRows.fill(connection, statement, rule);
                if (update) {
                    statement.setObject(19, rule.id().value());
                }
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            } catch (SQLException e) {
                if (Problems.is(e, Problems.UNIQUE_VIOLATION)) {
                    throw new VmsException(ErrorCode.ALREADY_EXISTS, "A rule of this name exists");
                }
                throw e;
            }
            return null;
        });
    }

    @Override
    public void delete(RuleId id) {
        database.transact(connection -> {
            // First the rule: what is being planned for it holds it, and is seen by the second statement.
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM rules WHERE id = ?")) {
                statement.setObject(1, id.value());
                if (statement.executeUpdate() == 0) {
                    throw absent();
                }
            }
            for (String sql : List.of(
                    "DELETE FROM rule_runs WHERE rule_id = ? AND next_try IS NOT NULL",
                    "DELETE FROM rule_throttles WHERE rule_id = ?")) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setObject(1, id.value());
                    statement.executeUpdate();
                }
            }
            return null;
        });
    }

    @Override
    public List<RuleRun> plan(List<Match> matches, Instant now) {
        return database.transact(connection -> {
            List<RuleRun> runs = new ArrayList<>();
            for (Match match : matches) {
                runs.addAll(RunRows.plan(connection, match, now));
            }
            return runs;
        });
    }

    @Override
    public boolean begin(RuleRun.Key key, int attempt) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE rule_runs SET state = 'RUNNING', attempts = ?, updated_at = now()"
                            + " WHERE event_id = ? AND rule_id = ? AND step = ? AND next_try IS NOT NULL"
                            + " AND attempts = ?")) {
                statement.setInt(1, attempt);
                RunRows.key(statement, 2, key);
                statement.setInt(5, attempt - 1);
                return statement.executeUpdate() > 0;
            }
        });
    }

    @Override
    public void finish(
            RuleRun.Key key, RuleRun.State state, Optional<Instant> nextTry, Optional<String> error, Instant now) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "UPDATE rule_runs SET state = ?, next_try = ?, last_error = ?, updated_at = ?"
                            + " WHERE event_id = ? AND rule_id = ? AND step = ? AND next_try IS NOT NULL")) {
                statement.setString(1, state.name());
                statement.setObject(2, nextTry.map(CameraRows::timestamp).orElse(null));
                statement.setString(3, error.map(text -> text.replace("\0", "")).orElse(null));
                statement.setObject(4, CameraRows.timestamp(now));
                RunRows.key(statement, 5, key);
                statement.executeUpdate();
            }
            return null;
        });
    }

    @Override
    public List<RuleRun> due(Instant now, Set<String> except, int limit) {
        return runs(
                "WHERE next_try <= ? AND action <> ALL (?) ORDER BY next_try, event_id, rule_id, step LIMIT ?",
                (connection, statement) -> {
                    statement.setObject(1, CameraRows.timestamp(now));
                    statement.setArray(2, connection.createArrayOf("text", except.toArray()));
                    statement.setInt(3, limit);
                });
    }

    @Override
    public List<RuleRun> recent(Optional<RuleId> rule, int limit) {
        return runs(
                (rule.isPresent() ? "WHERE rule_id = ? " : "")
                        + "ORDER BY created_at DESC, event_id DESC, rule_id, step LIMIT ?",
                (connection, statement) -> {
                    if (rule.isPresent()) {
                        statement.setObject(1, rule.get().value());
                    }
                    statement.setInt(rule.isPresent() ? 2 : 1, limit);
                });
    }

    /** Sets what a statement asks for. */
    private interface Arguments {
        void set(Connection connection, PreparedStatement statement) throws SQLException;
    }

    private List<RuleRun> runs(String condition, Arguments arguments) {
        return database.transact(connection -> {
            List<RuleRun> runs = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT " + RunRows.COLUMNS + " FROM rule_runs " + condition)) {
                arguments.set(connection, statement);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        runs.add(RunRows.run(row));
                    }
                }
            }
            return runs;
        });
    }

    @Override
    public int deleteFinished(Instant before) {
        return database.transact(connection -> {
            try (PreparedStatement throttles =
                            connection.prepareStatement("DELETE FROM rule_throttles WHERE fired_at < ?");
                    PreparedStatement runs = connection.prepareStatement(
                            "DELETE FROM rule_runs WHERE next_try IS NULL AND created_at < ? AND updated_at < ?")) {
                throttles.setObject(1, CameraRows.timestamp(before));
                throttles.executeUpdate();
                runs.setObject(1, CameraRows.timestamp(before));
                runs.setObject(2, CameraRows.timestamp(before));
                return runs.executeUpdate();
            }
        });
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such rule");
    }
}
