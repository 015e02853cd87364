package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:driver-list}. */
@Service
@Command(scope = "vms", name = "driver-list", description = "Lists the installed drivers")
public class DriverList implements Action {

    @Reference
    private DeviceRegistry registry;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = registry.drivers().stream()
                .map(driver -> new Row(
                        driver.descriptor().id(),
                        driver.descriptor().name(),
                        driver.version(),
                        driver.bundle(),
                        driver.state().name(),
                        driver.discovers(),
                        driver.descriptor().recorders(),
                        driver.descriptor().facets().stream()
                                .map(Class::getSimpleName)
                                .sorted()
                                .toList(),
                        driver.cameras(),
                        driver.lastErrors()))
                .toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Id");
        table.column("Name");
        table.column("Version");
        table.column("State");
        table.column("Capabilities");
        table.column("Cameras");
        table.column("Last error");
        table.emptyTableText("No drivers are installed");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.id,
                            row.name,
                            row.version,
                            row.state,
                            String.join(" ", words(row)),
                            row.cameras,
                            row.lastErrors.isEmpty() ? "" : row.lastErrors.get(0));
        }
        table.print(System.out);
        return null;
    }

    private static List<String> words(Row row) {
        List<String> words = new ArrayList<>(row.capabilities);
        if (row.discovers) {
            words.add("discovery");
        }
        if (row.recorders) {
            words.add("recorders");
        }
        return words;
    }

    record Row(
            String id,
            String name,
            String version,
            String bundle,
            String state,
            boolean discovers,
            boolean recorders,
            List<String> capabilities,
            int cameras,
            List<String> lastErrors) {}
}
