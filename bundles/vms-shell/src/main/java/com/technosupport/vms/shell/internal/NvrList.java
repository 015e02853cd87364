package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.model.Nvr;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:nvr-list}. */
@Service
@Command(scope = "vms", name = "nvr-list", description = "Lists the recorders")
public class NvrList implements Action {

    @Reference(optional = true)
    private NvrRegistry nvrs;

    @Reference
    private DeviceRegistry registry;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows =
                Output.require(nvrs, "Recorders").nvrs().stream().map(this::row).toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Id");
        table.column("Name");
        table.column("Driver");
        table.column("Address");
        table.column("Model");
        table.column("Cameras");
        table.column("Inputs");
        table.column("Outputs");
        table.column("Gone");
        table.emptyTableText("There are no recorders yet; vms:nvr-connect takes one in");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.id,
                            row.name,
                            row.driver,
                            row.address,
                            row.model,
                            row.cameras,
                            row.inputs,
                            row.outputs,
                            String.join(" ", row.absentChannels));
        }
        table.print(System.out);
        return null;
    }

    private Row row(Nvr nvr) {
        long cameras = registry.cameras().stream()
                .filter(camera -> camera.nvr().filter(nvr.id()::equals).isPresent())
                .count();
        return new Row(
                nvr.id().toString(),
                nvr.name(),
                nvr.driver(),
                nvr.address().host(),
                (nvr.device().manufacturer() + " " + nvr.device().model()).strip(),
                cameras,
                nvr.inputs().size(),
                nvr.outputs().size(),
                nvr.absent(),
                nvr.syncedAt().orElse(null));
    }

    record Row(
            String id,
            String name,
            String driver,
            String address,
            String model,
            long cameras,
            int inputs,
            int outputs,
            List<String> absentChannels,
            Instant syncedAt) {}
}
