package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The index of footage. The files are the truth: all that is here of a segment, but for its lock, can be made anew from its
 * file. Instants have microseconds. Every call but {@link #policies()} may block for the database, and fails with
 * {@link ErrorCode#STORE_UNAVAILABLE} while it is away. Safe for use by several threads.
 */
@ProviderType
public interface RecordingStore {

    /** The policies that were set, by camera; while the database is away those last known. Does not block. */
    Map<CameraId, RecordingPolicy> policies();

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera */
    void savePolicy(CameraId camera, RecordingPolicy policy);

    /**
     * Adds segments, or brings what is known of them up to date; all of them or none. Neither a lock nor a deletion that was begun is
     * taken back by it.
     *
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS} when one overlaps another of the same camera and role
     */
    void save(List<Entry> entries);

    /** The segments that overlap a range, in order of time; none that are being deleted. */
    List<StoredSegment> segments(CameraId camera, StreamRole role, Instant from, Instant to, int limit);

    Optional<StoredSegment> segment(SegmentId id);

    /** The last segment that begins before an instant. */
    Optional<StoredSegment> before(CameraId camera, StreamRole role, Instant instant);

    /** Empty when there is no such segment, or none of its key frames is known. */
    Optional<KeyFrameIndex> keyFrames(SegmentId id);

    /** Those that are not {@link State#CLOSED}, oldest first. */
    List<StoredSegment> unfinished();

    /**
     * All segments in order of their ids, a page at a time.
     *
     * @param after the last id of the page before
     */
    List<StoredSegment> all(Optional<SegmentId> after, int limit);

    /**
     * Closed segments that may be deleted, those that end first first: neither locked ones, nor those from a minute before an alarm of
     * their camera that is not closed was raised to a minute after it last came.
     *
     * @param camera empty for those of all cameras
     * @param volume empty for those of all volumes
     */
    List<StoredSegment> oldest(Optional<CameraId> camera, Optional<String> volume, int limit);

    /** Bytes of closed segments, by camera. */
    Map<CameraId, Long> bytes();

    /**
     * What there is of each camera that has closed segments.
     *
     * @param since from when on footage counts as recent
     */
    Map<CameraId, Usage> usage(Instant since);

    /** Closed segments on a volume that ended before an instant, locked ones too, those that end first first. */
    List<StoredSegment> endedBefore(String volume, Instant end, int limit);

    /**
     * Says that a closed segment's file lies elsewhere now.
     *
     * @param from the segment as it was known
     * @return false where it is not there any more, or is being deleted
     */
    boolean move(StoredSegment from, String volume, String path);

    /**
     * Begins the deletion of closed segments that may be deleted, as {@link #oldest} has it: from here on they are not found.
     *
     * @return those of them that it was begun for
     */
    List<SegmentId> markDeleting(List<SegmentId> ids);

    /** Forgets segments, whose files are gone. */
    void forget(List<SegmentId> ids);

    /**
     * Locks a segment as evidence.
     *
     * @return whether there is such a segment
     */
    boolean lock(SegmentId id, String by, String reason, Instant at);

    /** Takes {@link #lock} back; likewise. */
    boolean unlock(SegmentId id);

    /**
     * Which of the stretches between instants have footage of a camera, of either role.
     *
     * @param bounds growing; one more than there are stretches
     */
    List<Boolean> covered(CameraId camera, List<Instant> bounds);

    /**
     * Keeps the hash of a closed segment's file, chained to the one of that camera and role that was sealed before it. Harmless when it
     * is sealed already.
     */
    void seal(SegmentId id, byte[] sha256);

    Optional<Seal> sealOf(SegmentId id);

    /** Adds gaps, or replaces those of the same camera, role and beginning. One that ends where it begins is forgotten. */
    void saveGaps(List<RecordingGap> gaps);

    /** The gaps that overlap a range, in order of time. */
    List<RecordingGap> gaps(CameraId camera, StreamRole role, Instant from, Instant to, int limit);

    /** Those that last. */
    List<RecordingGap> openGaps();

    /** What is being done with a segment. */
    enum State {
        /** It is written, or was when the server ended. */
        OPEN,
        CLOSED,
        /** Its file is being deleted. */
        DELETING
    }

    /** Where footage came from. */
    enum Origin {
        LIVE,
        /** From the archive of the device, after a gap. */
        BACKFILL
    }

    /**
     * One file.
     *
     * @param sequence counts the segments of a camera and role
     * @param end empty while it is open
     * @param volume the id of the volume that it lies on
     * @param path from the volume's root, with {@code /} between names
     * @param bytes 0 while it is open
     */
    record StoredSegment(
            SegmentId id,
            CameraId camera,
            StreamRole role,
            long sequence,
            Instant start,
            Optional<Instant> end,
            String volume,
            String path,
            long bytes,
            Codec codec,
            boolean locked,
            State state,
            Origin origin) {

        public StoredSegment {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(camera, "camera");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(volume, "volume");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(codec, "codec");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(origin, "origin");
            if (end.isPresent() && end.get().isBefore(start)) {
                throw new IllegalArgumentException("a segment ends after its start");
            }
            if (state == State.CLOSED && end.isEmpty()) {
                throw new IllegalArgumentException("a closed segment has an end");
            }
        }

        /** As readers of footage see it; one that is open ends where it begins, unless they know more. */
        public RecordedSegment recorded() {
            return new RecordedSegment(
                    id, camera, role, start, end.orElse(start), bytes, codec, state == State.OPEN, locked);
        }
    }

    /**
     * What there is of a camera.
     *
     * @param bytes of closed segments
     * @param locked of them, bytes that are evidence
     * @param oldest when the first of them begins
     * @param recentBytes of those that began lately
     * @param recent how long these are together, both roles counted
     */
    record Usage(long bytes, long locked, Instant oldest, long recentBytes, Duration recent) {

        public Usage {
            Objects.requireNonNull(oldest, "oldest");
            Objects.requireNonNull(recent, "recent");
        }
    }

    /** A segment to store; key frames that are empty leave the stored ones. */
    record Entry(StoredSegment segment, Optional<KeyFrameIndex> keyFrames) {

        public Entry {
            Objects.requireNonNull(segment, "segment");
            Objects.requireNonNull(keyFrames, "keyFrames");
        }
    }

    /**
     * What shows that a file was not changed, and that none before it was taken away.
     *
     * @param number counts the seals of a camera and role
     * @param sha256 of the file
     * @param previous {@code chain} of the seal with the number before; 32 zeros for the first
     * @param chain SHA-256 of {@code previous} and {@code sha256}, one after the other
     */
    record Seal(long number, byte[] sha256, byte[] previous, byte[] chain) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Seal that
                    && number == that.number
                    && Arrays.equals(sha256, that.sha256)
                    && Arrays.equals(previous, that.previous)
                    && Arrays.equals(chain, that.chain);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(chain);
        }
    }
}
