package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.plugin.PluginRegistry;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:plugin-list}. */
@Service
@Command(scope = "vms", name = "plugin-list", description = "Lists the plug-ins and how their last changes went")
public class PluginList implements Action {

    @Reference(optional = true)
    private PluginRegistry plugins;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = Output.require(plugins, "Plug-ins").plugins().stream()
                .map(plugin -> new Row(
                        plugin.name(),
                        plugin.version(),
                        plugin.file(),
                        plugin.sha256(),
                        plugin.state().name(),
                        plugin.kinds(),
                        plugin.contract(),
                        plugin.detail(),
                        plugin.since(),
                        plugin.previous().orElse("")))
                .toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Name");
        table.column("Version");
        table.column("State");
        table.column("Since");
        table.column("Brings");
        table.column("Before");
        table.column("Detail");
        table.emptyTableText("No plug-ins were installed");
        Instant now = Instant.now();
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.name,
                            row.version,
                            row.state,
                            Output.since(row.since, now),
                            String.join(" ", row.kinds),
                            row.previous,
                            row.detail);
        }
        table.print(System.out);
        return null;
    }

    record Row(
            String name,
            String version,
            String file,
            String sha256,
            String state,
            List<String> kinds,
            String contract,
            String detail,
            Instant since,
            String previous) {}
}
