package com.technosupport.vms.playback.internal.export;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportContent;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.playback.internal.export.ExportFolder.Kept;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An export that is done, as it is handed out: the clip itself, or an archive that is never made but for its wanted parts. */
record Download(String name, StoredZip zip, String tag) implements ExportContent {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** The clip; where there are several, all of them. */
    static ExportContent content(Kept kept, ExportFolder folder) {
        List<Export.File> files = kept.export().files();
        if (files.size() != 1) {
            return evidence(kept, folder);
        }
        Export.File file = files.get(0);
        String type = kept.export().request().format() == ExportRequest.Format.MP4 ? "video/mp4" : "video/x-matroska";
        return new FileContent(folder.file(file.name()), file.name(), type, file.bytes(), file.sha256());
    }

    /** All files with what verifies them. */
    static ExportContent evidence(Kept kept, ExportFolder folder) {
        ExportId id = kept.export().id();
        Map<String, Path> files = new LinkedHashMap<>();
        kept.export().files().forEach(file -> files.put(file.name(), folder.file(file.name())));
        for (String name : List.of(Manifest.FILE, Manifest.SIGNATURE, Manifest.KEY)) {
            files.put(name, folder.file(name));
        }
        List<StoredZip.Entry> entries = new ArrayList<>();
        try {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                entries.add(new StoredZip.Entry(
                        file.getKey(),
                        file.getValue(),
                        Files.size(file.getValue()),
                        kept.crcs().getOrDefault(file.getKey(), 0L)));
            }
        } catch (IOException e) {
            LOG.warn("Export {} lacks a file: {}", id, e.getMessage());
            throw new VmsException(ErrorCode.NOT_FOUND, "A file of the export is gone", e);
        }
        return new Download(
                "export_" + id + ".zip", new StoredZip(entries, kept.export().created()), id.toString());
    }

    @Override
    public String contentType() {
        return "application/zip";
    }

    @Override
    public long size() {
        return zip.size();
    }

    @Override
    public void write(long from, long length, OutputStream out) throws IOException {
        zip.write(from, length, out);
    }
}
