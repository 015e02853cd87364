package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.Rules;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:rule-list}. */
@Service
@Command(scope = "vms", name = "rule-list", description = "Lists the rules, and how they did last")
public class RuleList implements Action {

    private static final int RUNS = 20;

    @Reference
    private Rules rules;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = rules.rules().stream().map(this::row).toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Name");
        table.column("Enabled");
        table.column("Events");
        table.column("Actions");
        table.column("Throttle");
        table.column("Last error");
        table.emptyTableText("There are no rules");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.name,
                            row.enabled ? "yes" : "no",
                            row.types.isEmpty() ? "all" : String.join(" ", row.types),
                            String.join(" ", row.actions),
                            row.throttleSeconds == 0 ? "" : row.throttleSeconds + " s",
                            row.lastError);
        }
        table.print(System.out);
        return null;
    }

    private Row row(Rule rule) {
        String error = rules.runs(Optional.of(rule.id()), RUNS).stream()
                .filter(run -> run.state() != RuleRun.State.DONE)
                .flatMap(run -> run.lastError().stream())
                .findFirst()
                .orElse("");
        return new Row(
                rule.id().toString(),
                rule.name(),
                rule.enabled(),
                rule.when().types().stream().sorted().toList(),
                rule.then().stream().map(RuleStep::action).toList(),
                rule.throttle().toSeconds(),
                error);
    }

    record Row(
            String id,
            String name,
            boolean enabled,
            List<String> types,
            List<String> actions,
            long throttleSeconds,
            String lastError) {}
}
