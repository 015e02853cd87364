package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.osgi.annotation.versioning.ProviderType;

/** Where footage lies, and how long it is kept. Does not block. Safe for use by several threads. */
@ProviderType
public interface RecordingStorage {

    /** In the order of the configuration. */
    List<Volume> volumes();

    /** As it was when it was last looked at, within the last minutes. */
    Outlook outlook(CameraId camera);

    /** What can be said of a volume. */
    enum VolumeState {
        /** It takes footage. */
        READY,
        /** So little is free that it takes no more, and nothing on it may be deleted, or not yet. */
        FULL,
        /** It did not take what was written to it. */
        FAILED,
        /** It is not mounted, or another one is. */
        AWAY
    }

    /**
     * A volume.
     *
     * @param archive whether footage is moved there when it is older
     * @param total bytes; 0 while it is away, as {@code free}
     * @param free bytes that may be used
     * @param keepFree bytes that footage leaves free
     * @param detail why it is not ready, in a sentence; else empty
     */
    record Volume(Path root, boolean archive, VolumeState state, long total, long free, long keepFree, String detail) {

        public Volume {
            Objects.requireNonNull(root, "root");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /** What ends the life of footage first. */
    enum Limit {
        /** Not known, since too little was recorded. */
        UNKNOWN,
        /** The policy's days. */
        DAYS,
        /** The policy's bytes. */
        BYTES,
        /** The room on the volumes. */
        SPACE
    }

    /**
     * How long a camera's footage is kept if all goes on as it did in the last day.
     *
     * @param bytes that there are of it
     * @param locked of them, what no retention deletes
     * @param oldest when the oldest begins
     * @param bytesPerDay at the bit rate of what was recorded lately
     * @param days for how long footage is kept; empty where that is not known
     * @param limit what it is that ends it
     */
    record Outlook(
            long bytes, long locked, Optional<Instant> oldest, long bytesPerDay, OptionalDouble days, Limit limit) {

        /** Nothing is known. */
        public static final Outlook NONE =
                new Outlook(0, 0, Optional.empty(), 0, OptionalDouble.empty(), Limit.UNKNOWN);

        public Outlook {
            Objects.requireNonNull(oldest, "oldest");
            Objects.requireNonNull(days, "days");
            Objects.requireNonNull(limit, "limit");
        }
    }
}
