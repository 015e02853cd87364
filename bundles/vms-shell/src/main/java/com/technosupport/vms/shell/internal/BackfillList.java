package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.store.BackfillStore;
import com.technosupport.vms.api.store.BackfillStore.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:backfill-list}. */
@Service
@Command(
        scope = "vms",
        name = "backfill-list",
        description = "Lists gaps that were or will be filled from the archives of devices, and those that cannot be")
public class BackfillList implements Action {

    private static final int MOST = 1_000;

    /** Null while there is none. */
    @Reference(optional = true)
    private BackfillStore store;

    @Reference
    private DeviceRegistry registry;

    @Argument(name = "camera", description = "Id or name; of all cameras otherwise")
    @Completion(CameraNames.class)
    private String camera;

    @Option(name = "--hours", description = "How far back")
    private int hours = 72;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        BackfillStore tasks = Output.require(store, "Recordings");
        Instant now = Instant.now();
        Instant from = now.minus(Duration.ofHours(hours));
        List<Camera> cameras = camera == null ? registry.cameras() : List.of(CameraNames.find(registry, camera));
        List<Row> rows = new ArrayList<>();
        for (Camera each : cameras) {
            tasks.tasks(each.id(), from, now, MOST).forEach(task -> rows.add(Row.of(each, task)));
        }
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Camera");
        table.column("Role");
        table.column("From");
        table.column("To");
        table.column("Cause");
        table.column("State");
        table.column("Attempts").alignRight();
        table.column("Next attempt");
        table.column("Why");
        table.emptyTableText("No gap was looked at");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.camera,
                            row.role,
                            row.from,
                            row.to == null ? "" : row.to,
                            row.cause,
                            row.state,
                            row.attempts,
                            row.next == null ? "" : row.next,
                            row.detail);
        }
        table.print(System.out);
        Set<CameraId> off = tasks.switchedOff();
        cameras.stream()
                .filter(each -> off.contains(each.id()))
                .forEach(each -> System.out.println(each.name() + ": switched off"));
        return null;
    }

    /**
     * @param cameraId of the camera, whose name is for people
     * @param to null while the gap lasts
     * @param next of the next attempt; null where there is none
     */
    record Row(
            String camera,
            String cameraId,
            String role,
            Instant from,
            Instant to,
            String cause,
            String state,
            int attempts,
            Instant next,
            String detail) {

        static Row of(Camera camera, Task task) {
            return new Row(
                    camera.name(),
                    camera.id().toString(),
                    task.gap().role().name(),
                    task.gap().from(),
                    task.gap().to().orElse(null),
                    task.gap().cause().name(),
                    task.state().name(),
                    task.attempts(),
                    task.next().orElse(null),
                    task.detail());
        }
    }
}
