package com.technosupport.vms.shell.internal;

import com.technosupport.vms.api.recording.RecordingStorage;
import com.technosupport.vms.api.recording.RecordingStorage.Volume;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code vms:storage-list}. */
@Service
@Command(scope = "vms", name = "storage-list", description = "Lists the volumes that footage lies on, and how they are")
public class StorageList implements Action {

    private static final double GIBIBYTE = 1L << 30;

    /** Null while there is none. */
    @Reference(optional = true)
    private RecordingStorage storage;

    @Option(name = "--json", description = "Write JSON")
    private boolean json;

    @Override
    public Object execute() {
        List<Row> rows = Output.require(storage, "Recordings").volumes().stream()
                .map(Row::of)
                .toList();
        if (json) {
            System.out.println(Output.json(rows));
            return null;
        }
        ShellTable table = new ShellTable();
        table.column("Volume");
        table.column("State");
        table.column("GiB").alignRight();
        table.column("Free").alignRight();
        table.column("Kept free").alignRight();
        table.column("Use");
        table.column("Why");
        for (Row row : rows) {
            table.addRow()
                    .addContent(
                            row.volume,
                            row.state,
                            gibibytes(row.total),
                            gibibytes(row.free),
                            gibibytes(row.keepFree),
                            row.archive ? "archive" : "recording",
                            row.detail);
        }
        table.print(System.out);
        return null;
    }

    private static String gibibytes(long bytes) {
        return String.format("%.1f", bytes / GIBIBYTE);
    }

    /** Sizes in bytes. */
    record Row(String volume, String state, long total, long free, long keepFree, boolean archive, String detail) {

        static Row of(Volume volume) {
            return new Row(
                    volume.root().toString(),
                    volume.state().name(),
                    volume.total(),
                    volume.free(),
                    volume.keepFree(),
                    volume.archive(),
                    volume.detail());
        }
    }
}
