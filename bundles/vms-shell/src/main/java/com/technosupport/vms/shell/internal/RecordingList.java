package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Footage;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.recording.RecordingStorage;
import com.technosupport.vms.api.recording.RecordingStorage.Outlook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:recording-list}. */
@Service
@Command(scope = "vms", name = "recording-list", description = "Lists what was recorded, and what is missing and why")
public class RecordingList implements Action {

    private static final int MOST = 10_000;
    private static final double GIBIBYTE = 1L << 30;

    /** Null while there is none. */
    @Reference(optional = true)
    private RecordingReader reader;

    /** Null while there is none. */
    @Reference(optional = true)
    private RecordingStorage storage;

    @Reference
    private DeviceRegistry registry;

    @Argument(name = "camera", description = "Id or name; of all cameras otherwise")
    @Completion(CameraNames.class)
    private String camera;

    @Option(name = "--hours", description = "How far back")
    private int hours = 24;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        RecordingReader footage = Output.require(reader, "Recordings");
        Instant now = Instant.now();
        Instant from = now.minus(Duration.ofHours(hours));
        List<Camera> cameras = camera == null ? registry.cameras() : List.of(CameraNames.find(registry, camera));
        List<Row> rows = new ArrayList<>();
        for (Camera each : cameras) {
            for (StreamRole role : StreamRole.values()) {
                Footage found = footage.footage(each.id(), role, from, now, MOST);
                found.segments().forEach(segment -> rows.add(Row.of(each, segment)));
                found.gaps().forEach(gap -> rows.add(Row.of(each, gap)));
            }
        }
        rows.sort(Comparator.comparing(Row::camera).thenComparing(Row::role).thenComparing(Row::start));
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Camera");
        table.column("Role");
        table.column("From");
        table.column("To");
        table.column("MiB").alignRight();
        table.column("What");
        table.column("Id");
        table.emptyTableText("Nothing was recorded");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.camera,
                            row.role,
                            row.start,
                            row.end == null ? "" : row.end,
                            row.bytes == 0 ? "" : String.format("%.1f", row.bytes / 1048576.0),
                            row.what,
                            row.id == null ? "" : row.id);
        }
        table.print(System.out);
        if (storage != null) {
            cameras.forEach(each -> kept(each, storage.outlook(each.id())));
        }
        return null;
    }

    private static void kept(Camera camera, Outlook outlook) {
        if (outlook.oldest().isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder(String.format(
                "%s: %.1f GiB since %s",
                camera.name(), outlook.bytes() / GIBIBYTE, outlook.oldest().get()));
        if (outlook.days().isPresent()) {
            text.append(String.format(
                    ", kept for about %.1f days at %.1f GiB a day (limited by %s)",
                    outlook.days().getAsDouble(),
                    outlook.bytesPerDay() / GIBIBYTE,
                    outlook.limit().name().toLowerCase(Locale.ROOT)));
        }
        System.out.println(text);
    }

    /**
     * @param cameraId of the camera, whose name is for people
     * @param id null for a gap
     * @param end null while a gap lasts
     * @param what a codec, or why there is nothing
     */
    record Row(
            String camera,
            String cameraId,
            String role,
            Instant start,
            Instant end,
            long bytes,
            String what,
            String id,
            boolean open,
            boolean locked) {

        static Row of(Camera camera, RecordedSegment segment) {
            return new Row(
                    camera.name(),
                    camera.id().toString(),
                    segment.role().name(),
                    segment.start(),
                    segment.end(),
                    segment.bytes(),
                    segment.codec() + (segment.open() ? ", being written" : "") + (segment.locked() ? ", locked" : ""),
                    segment.id().toString(),
                    segment.open(),
                    segment.locked());
        }

        static Row of(Camera camera, RecordingGap gap) {
            return new Row(
                    camera.name(),
                    camera.id().toString(),
                    gap.role().name(),
                    gap.from(),
                    gap.to().orElse(null),
                    0,
                    gap.cause() + (gap.detail().isEmpty() ? "" : ": " + gap.detail()),
                    null,
                    false,
                    false);
        }
    }
}
