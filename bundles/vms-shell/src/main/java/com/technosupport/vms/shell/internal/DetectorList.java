package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.Detections;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import java.util.List;
import java.util.UUID;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:detector-list}. */
@Service
@Command(
        scope = "vms",
        name = "detector-list",
        description = "Lists the installed detectors, models that were refused, and how the cameras do")
public class DetectorList implements Action {

    @Reference(optional = true)
    private Detections detections;

    @Reference
    private DeviceRegistry registry;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        Detections present = Output.require(detections, "Detectors");
        List<DetectorRow> detectors =
                present.detectors().stream().map(DetectorRow::of).toList();
        List<CameraRow> cameras = present.cameras().stream().map(this::row).toList();
        if (json) {
            System.out.println(Output.json(new Rows(detectors, cameras)));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Id");
        table.column("Version");
        table.column("State");
        table.column("Runs on");
        table.column("Labels");
        table.column("Advised confidence");
        table.column("Cameras");
        table.column("Detail");
        table.emptyTableText("No detectors are installed");
        for (DetectorRow row : detectors) {
            table.addRow()
                    .addContent(
                            row.id,
                            row.version,
                            row.state,
                            row.runsOn,
                            row.labels.size(),
                            row.recommendedConfidence == null ? "" : row.recommendedConfidence,
                            row.cameras,
                            row.detail);
        }
        table.print(System.out);
        if (!cameras.isEmpty()) {
            print(cameras);
        }
        return null;
    }

    private CameraRow row(CameraDetection figures) {
        return new CameraRow(
                figures.camera().value(),
                registry.camera(figures.camera()).map(Camera::name).orElse(""),
                figures.detector(),
                figures.frames(),
                figures.still(),
                figures.looked(),
                figures.shed(),
                figures.failed(),
                figures.events(),
                figures.lag().toMillis(),
                figures.problem());
    }

    private static void print(List<CameraRow> cameras) {
        ShellTable table = new ShellTable();
        table.column("Camera");
        table.column("Detector");
        table.column("Frames");
        table.column("Still");
        table.column("Looked at");
        table.column("Shed");
        table.column("Failed");
        table.column("Events");
        table.column("Lag");
        table.column("Problem");
        for (CameraRow row : cameras) {
            table.addRow()
                    .addContent(
                            row.name.isEmpty() ? row.camera : row.name,
                            row.detector,
                            row.frames,
                            row.still,
                            row.looked,
                            row.shed,
                            row.failed,
                            row.events,
                            row.lagMillis + " ms",
                            row.problem);
        }
        table.print(System.out);
    }

    record Rows(List<DetectorRow> detectors, List<CameraRow> cameras) {}

    record DetectorRow(
            String id,
            String name,
            String version,
            String bundle,
            String state,
            String runsOn,
            List<String> labels,
            Double recommendedConfidence,
            int cameras,
            String detail) {

        static DetectorRow of(DetectorStatus status) {
            return new DetectorRow(
                    status.info().id(),
                    status.info().name(),
                    status.info().version(),
                    status.bundle(),
                    status.state().name(),
                    status.info().runsOn(),
                    status.info().labels(),
                    status.info().recommendedConfidence().isPresent()
                            ? status.info().recommendedConfidence().getAsDouble()
                            : null,
                    status.cameras(),
                    status.detail().isEmpty() ? status.info().detail() : status.detail());
        }
    }

    record CameraRow(
            UUID camera,
            String name,
            String detector,
            long frames,
            long still,
            long looked,
            long shed,
            long failed,
            long events,
            long lagMillis,
            String problem) {}
}
