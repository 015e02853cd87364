package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.StreamId;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:stream-list}. */
@Service
@Command(scope = "vms", name = "stream-list", description = "Lists the streams with their figures")
public class StreamList implements Action {

    @Reference
    private StreamHub hub;

    @Reference
    private DeviceRegistry registry;

    /** Null while there is none. */
    @Reference(optional = true)
    private Transcoder transcoder;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = hub.statistics().stream().map(this::row).toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Camera");
        table.column("Role");
        table.column("State");
        table.column("Tracks");
        table.column("By");
        table.column("Rate").alignRight();
        table.column("fps").alignRight();
        table.column("Lost").alignRight();
        table.column("Dropped").alignRight();
        table.column("Reconnects").alignRight();
        table.column("Readers");
        table.column("Detail");
        table.emptyTableText("No streams");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.camera,
                            row.origin == null ? row.role : row.role + ", coded anew",
                            row.state,
                            String.join(", ", row.tracks),
                            row.transport,
                            Output.bitrate(row.bitsPerSecond),
                            String.format("%.1f", row.framesPerSecond),
                            row.lost,
                            row.dropped,
                            row.reconnects,
                            String.join(", ", row.readers),
                            row.detail);
        }
        table.print(System.out);
        return null;
    }

    private Row row(StreamStatistics figures) {
        Camera camera = registry.camera(figures.camera()).orElse(null);
        // One that is coded anew has the camera and the role of what it is made of.
        Optional<StreamId> origin = transcoder == null ? Optional.empty() : transcoder.origin(figures.stream());
        String role = camera == null ? "" : role(camera, origin.orElse(figures.stream()));
        return new Row(
                figures.stream().toString(),
                camera == null ? figures.camera().toString() : camera.name(),
                role,
                origin.map(StreamId::toString).orElse(null),
                figures.status().state().name(),
                figures.tracks(),
                figures.transport(),
                figures.bitsPerSecond(),
                figures.framesPerSecond(),
                figures.packets(),
                figures.bytes(),
                figures.lost(),
                figures.dropped(),
                figures.reconnects(),
                figures.subscribers(),
                figures.status().detail());
    }

    private static String role(Camera camera, StreamId id) {
        return camera.streams().stream()
                .filter(stream -> stream.id().equals(id))
                .map(CameraStream::role)
                .map(Enum::name)
                .findFirst()
                .orElse("");
    }

    /**
     * @param origin the stream that this one is coded anew from; null for a camera's own
     */
    record Row(
            String id,
            String camera,
            String role,
            String origin,
            String state,
            List<String> tracks,
            String transport,
            long bitsPerSecond,
            double framesPerSecond,
            long packets,
            long bytes,
            long lost,
            long dropped,
            long reconnects,
            List<String> readers,
            String detail) {}
}
