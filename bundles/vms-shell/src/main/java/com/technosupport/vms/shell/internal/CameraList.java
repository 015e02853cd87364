package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStatus;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:camera-list}. */
@Service
@Command(scope = "vms", name = "camera-list", description = "Lists the cameras and what they are doing")
public class CameraList implements Action {

    @Reference
    private DeviceRegistry registry;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = registry.cameras().stream().map(this::row).toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Id");
        table.column("Name");
        table.column("Address");
        table.column("Driver");
        table.column("Model");
        table.column("State");
        table.column("Since");
        table.column("Detail");
        table.emptyTableText("No cameras yet: add one by vms:camera-add, or find some by vms:scan");
        Instant now = Instant.now();
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.id,
                            row.name,
                            row.address,
                            row.driver,
                            row.model,
                            row.state,
                            Output.since(row.since, now),
                            row.detail);
        }
        table.print(System.out);
        return null;
    }

    private Row row(Camera camera) {
        CameraStatus status = registry.status(camera.id());
        String model = (camera.device().manufacturer() + " " + camera.device().model()).strip();
        return new Row(
                camera.id().toString(),
                camera.name(),
                camera.address().host(),
                camera.driver(),
                model,
                status.state().name(),
                status.since(),
                status.detail());
    }

    record Row(
            String id,
            String name,
            String address,
            String driver,
            String model,
            String state,
            Instant since,
            String detail) {}
}
