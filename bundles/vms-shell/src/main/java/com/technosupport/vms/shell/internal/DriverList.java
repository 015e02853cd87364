package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
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
                        driver.discovers(),
                        driver.cameras()))
                .toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Id");
        table.column("Name");
        table.column("Version");
        table.column("Bundle");
        table.column("Finds devices");
        table.column("Cameras");
        table.emptyTableText("No drivers are installed");
        for (Row row : rows) {
            table.addRow()
                    .addContent(row.id, row.name, row.version, row.bundle, row.discovers ? "yes" : "no", row.cameras);
        }
        table.print(System.out);
        return null;
    }

    record Row(String id, String name, String version, String bundle, boolean discovers, int cameras) {}
}
