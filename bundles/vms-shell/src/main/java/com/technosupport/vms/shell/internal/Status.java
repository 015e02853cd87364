package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.health.HealthCheck;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:status}. */
@Service
@Command(scope = "vms", name = "status", description = "Says whether each part is ready")
public class Status implements Action {

    @Reference
    private List<HealthCheck> checks;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = checks.stream()
                .map(check -> new Row(
                        check.name(),
                        check.problem().isEmpty(),
                        check.problem().or(check::warning).orElse("")))
                .sorted(Comparator.comparing(Row::part))
                .toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Part");
        table.column("State");
        table.column("Why");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.part,
                            row.ready ? row.problem.isEmpty() ? "ready" : "ready, but" : "NOT READY",
                            row.problem);
        }
        table.print(System.out);
        return null;
    }

    record Row(String part, boolean ready, String problem) {}
}
