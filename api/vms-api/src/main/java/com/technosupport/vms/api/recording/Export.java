package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ExportId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A copy of footage, being made or there.
 *
 * @param progress 0 to 1
 * @param detail a sentence: why it failed, or what was left out; may be empty
 * @param files in order; empty until it is {@link State#DONE}
 * @param expires when it is deleted; empty until it has ended
 */
public record Export(
        ExportId id,
        ExportRequest request,
        Instant created,
        State state,
        double progress,
        String detail,
        List<File> files,
        Optional<Instant> expires) {

    /** How far it is. */
    public enum State {
        /** Others are made first. */
        QUEUED,
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * One file of it.
     *
     * @param sha256 in hexadecimal digits
     * @param pieces what it shows, in order
     */
    public record File(CameraId camera, String name, long bytes, String sha256, List<Piece> pieces) {

        public File {
            Objects.requireNonNull(camera, "camera");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sha256, "sha256");
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * Footage without a gap.
     *
     * @param offsetMillis where in the file it begins
     */
    public record Piece(Instant from, Instant to, long offsetMillis) {

        public Piece {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }
    }

    public Export {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
        files = List.copyOf(files);
        Objects.requireNonNull(expires, "expires");
    }
}
