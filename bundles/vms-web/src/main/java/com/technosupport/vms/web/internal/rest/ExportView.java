package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** An export as the REST interface shows it. */
@Schema(name = "Export")
public record ExportView(
        UUID id,
        List<UUID> cameraIds,
        StreamRole role,
        Instant from,
        Instant to,
        @Schema(allowableValues = {"mp4", "mkv"}) String format,
        String requestedBy,
        Instant createdAt,
        Export.State state,
        @Schema(description = "0 to 1") double progress,

        @Schema(description = "Why it failed, or what was left out")
        String detail,

        List<FileView> files,
        @Schema(nullable = true) Instant expiresAt) {

    /** One file of it. */
    @Schema(name = "ExportFile")
    public record FileView(UUID cameraId, String name, long bytes, String sha256, List<PieceView> pieces) {}

    /** Footage without a gap. */
    @Schema(name = "ExportPiece")
    public record PieceView(
            Instant from,
            Instant to,

            @Schema(description = "Where in the file it begins, in milliseconds")
            long offsetMillis) {}

    static ExportView of(Export export) {
        ExportRequest request = export.request();
        return new ExportView(
                export.id().value(),
                request.cameras().keySet().stream()
                        .map(camera -> camera.value())
                        .toList(),
                request.role(),
                request.from(),
                request.to(),
                request.format().name().toLowerCase(Locale.ROOT),
                request.actor().name(),
                export.created(),
                export.state(),
                export.progress(),
                export.detail(),
                export.files().stream().map(ExportView::file).toList(),
                export.expires().orElse(null));
    }

    private static FileView file(Export.File file) {
        return new FileView(
                file.camera().value(),
                file.name(),
                file.bytes(),
                file.sha256(),
                file.pieces().stream()
                        .map(piece -> new PieceView(piece.from(), piece.to(), piece.offsetMillis()))
                        .toList());
    }
}
