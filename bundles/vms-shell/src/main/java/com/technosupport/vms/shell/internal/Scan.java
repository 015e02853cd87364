package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.Discovery;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.ScanId;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:scan}. */
@Service
@Command(scope = "vms", name = "scan", description = "Looks for devices in a subnet")
public class Scan implements Action {

    private static final long POLL_MILLISECONDS = 100;

    @Reference
    private Discovery discovery;

    @Argument(name = "subnet", description = "Such as 192.168.1.0/24", required = true)
    private String subnet = "";

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() throws InterruptedException {
        ScanId id = discovery.start(Subnet.parse(subnet));
        com.technosupport.vms.api.device.Scan scan = discovery.scan(id).orElseThrow();
        while (scan.state() == com.technosupport.vms.api.device.Scan.State.RUNNING) {
            Thread.sleep(POLL_MILLISECONDS);
            scan = discovery.scan(id).orElseThrow();
        }
        List<Row> rows = scan.devices().stream()
                .map(found ->
                        row(found.device(), found.camera().map(Object::toString).orElse("")))
                .toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Address");
        table.column("Port");
        table.column("Driver");
        table.column("Name");
        table.column("Hardware");
        table.column("Camera");
        table.emptyTableText("No device answered");
        for (Row row : rows) {
            table.addRow().addContent(row.ip, row.port, row.driver, row.name, row.hardware, row.cameraId);
        }
        table.print(System.out);
        if (!scan.detail().isEmpty()) {
            System.out.println(scan.detail());
        }
        return null;
    }

    private static Row row(DiscoveredDevice device, String cameraId) {
        return new Row(device.ip(), device.port(), device.driver(), device.name(), device.hardware(), cameraId);
    }

    record Row(String ip, int port, String driver, String name, String hardware, String cameraId) {}
}
