package com.technosupport.vms.playback.internal.export;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.recording.RecordingGap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an export holds, for people and for the verifier: lines of a name, a colon and values. It is signed as it stands, byte
 * for byte.
 */
final class Manifest {

    static final String FILE = "manifest.txt";
    static final String SIGNATURE = "manifest.sig";
    static final String KEY = "public-key.pem";
    static final String FIRST_LINE = "Techno Support VMS export, version 1";

    private Manifest() {}

    static byte[] of(
            Export export,
            List<Export.File> files,
            List<RecordingGap> gaps,
            Set<CameraId> masked,
            Instant made,
            String fingerprint) {
        ExportRequest request = export.request();
        StringBuilder text = new StringBuilder(1024);
        text.append(FIRST_LINE).append('\n');
        line(text, "Export", export.id().toString());
        line(text, "Asked-At", export.created().toString());
        line(
                text,
                "Asked-By",
                request.actor().name()
                        + (request.actor().remote().isEmpty()
                                ? ""
                                : " " + request.actor().remote()));
        line(text, "Made-At", made.toString());
        line(text, "Range", request.from() + " " + request.to());
        line(text, "Stream", request.role().name());
        line(text, "Server-Key", fingerprint);
        for (Map.Entry<CameraId, String> camera : request.cameras().entrySet()) {
            line(text, "Camera", camera.getKey() + " " + camera.getValue());
        }
        for (CameraId camera : masked) {
            line(text, "Masked", camera.toString());
        }
        for (Export.File file : files) {
            line(text, "File", file.sha256() + " " + file.bytes() + " " + file.name() + " " + file.camera());
            for (Export.Piece piece : file.pieces()) {
                line(text, "Piece", file.name() + " " + piece.offsetMillis() + " " + piece.from() + " " + piece.to());
            }
        }
        for (RecordingGap gap : gaps) {
            line(
                    text,
                    "Missing",
                    gap.camera() + " " + gap.from() + " "
                            + gap.to().map(Instant::toString).orElse("-") + " " + gap.cause());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ");
        // A name must not forge a line.
        value.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(text::appendCodePoint);
        text.append('\n');
    }
}
