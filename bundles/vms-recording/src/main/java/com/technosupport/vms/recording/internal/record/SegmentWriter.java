package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.keep.Slot;
import com.technosupport.vms.recording.internal.matroska.KeyFrames;
import com.technosupport.vms.recording.internal.matroska.MatroskaMuxer;
import com.technosupport.vms.recording.internal.matroska.SegmentLabel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * One segment while it is written. What {@link #flush} has handed to the operating system outlives the end of this process, however
 * that comes. Written by one thread at a time; the figures of what is safe are read by any.
 */
public final class SegmentWriter implements AutoCloseable {

    /** What is known of what is safe on disk. */
    public record Safe(long bytes, long endMicros) {}

    private final SegmentLabel label;
    private final Codec codec;
    private final Slot slot;
    private final FileChannel channel;
    private final MatroskaMuxer muxer;
    private final KeyFrames keyFrames = new KeyFrames();
    private final long startMicros;
    private long position;
    private long unflushed;
    private long clusterMillis = Long.MIN_VALUE;
    private long endMicros;
    private volatile Safe safe;
    private volatile boolean unsynced;
    private long unflushedSince;
    private IOException failure;

    /**
     * Writes the beginning of a file.
     *
     * @param slot the new file
     */
    public SegmentWriter(Slot slot, SegmentLabel label, Track video, Optional<Track> sound) throws IOException {
        this.slot = slot;
        this.label = label;
        this.codec = video.codec();
        this.channel = slot.channel();
        this.startMicros = Timeline.micros(label.start());
        this.endMicros = startMicros;
        boolean done = false;
        try {
            muxer = new MatroskaMuxer(video, sound, label, this::write);
            done = true;
        } finally {
            if (!done) {
                channel.close();
            }
        }
        safe = new Safe(position, startMicros);
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
        unsynced = true;
    }

    SegmentLabel label() {
        return label;
    }

    long startMicros() {
        return startMicros;
    }

    /** The end of what was added, in microseconds of Unix time. */
    long endMicros() {
        return endMicros;
    }

    /** The next segment begins there, without a break. */
    void endAt(long micros) {
        endMicros = Math.max(startMicros, micros);
    }

    private void added(int bytes) {
        if (unflushed == 0) {
            unflushedSince = System.nanoTime();
        }
        unflushed += bytes;
    }

    private void refuseAfterFailure() throws IOException {
        // The muxer has nowhere to write to any more.
        if (failure != null) {
            throw failure;
        }
    }

    void video(Timeline.Place place, long duration, boolean key, ByteBuffer data) throws IOException {
        refuseAfterFailure();
        long pts = Math.floorDiv(place.pts() - startMicros, 1000);
        if (key && (clusterMillis == Long.MIN_VALUE || pts - clusterMillis >= 200)) {
            // So that a decoder that starts here reads no more than it needs.
            flush();
            clusterMillis = pts;
        }
        if (key) {
            keyFrames.add(pts, position);
        }
        try {
            muxer.video(pts, Math.floorDiv(place.dts() - startMicros, 1000), Math.max(1, duration / 1000), key, data);
        } catch (IOException e) {
            throw failed(e);
        }
        added(data.remaining());
        endMicros = Math.max(endMicros, place.pts() + duration);
    }

    void sound(long at, long length, ByteBuffer data) throws IOException {
        refuseAfterFailure();
        try {
            muxer.sound(Math.floorDiv(at - startMicros, 1000), Math.max(1, length / 1000), data);
        } catch (IOException e) {
            throw failed(e);
        }
        added(data.remaining());
    }

    private IOException failed(IOException e) {
        failure = e;
        return e;
    }

    /** Ends the cluster and writes it. */
    void flush() throws IOException {
        if (unflushed == 0 || failure != null) {
            return;
        }
        try {
            muxer.flush();
        } catch (IOException e) {
            throw failed(e);
        }
        unflushed = 0;
        clusterMillis = Long.MIN_VALUE;
        safe = new Safe(position, endMicros);
    }

    /** Bytes of the file, with what is not written yet. */
    long bytes() {
        return position + unflushed;
    }

    /** For how long something waits to be flushed, in nanoseconds; 0 when nothing does. */
    long waiting(long nanos) {
        return unflushed == 0 ? 0 : Math.max(1, nanos - unflushedSince);
    }

    public Safe safe() {
        return safe;
    }

    /** Forces to the disk what was written since the last time. Any thread may do so. */
    public void sync() throws IOException {
        if (unsynced && channel.isOpen()) {
            unsynced = false;
            channel.force(false);
        }
    }

    /** Of what is safe. */
    public KeyFrameIndex keyFrames() {
        return keyFrames.upTo(safe.bytes());
    }

    public Slot slot() {
        return slot;
    }

    /** The segment as it goes into the index while it is written. */
    public StoredSegment opened() {
        return new StoredSegment(
                label.id(),
                label.camera(),
                label.role(),
                label.sequence(),
                label.start(),
                Optional.empty(),
                slot.volume(),
                slot.path(),
                0,
                codec,
                false,
                State.OPEN,
                label.origin());
    }

    /** The segment as far as it is safe. */
    public StoredSegment segment() {
        Safe now = safe;
        return new StoredSegment(
                label.id(),
                label.camera(),
                label.role(),
                label.sequence(),
                label.start(),
                Optional.of(Timeline.instant(now.endMicros())),
                slot.volume(),
                slot.path(),
                now.bytes(),
                codec,
                false,
                State.OPEN,
                label.origin());
    }

    /** Writes what is left and lets go of the file. Ending it is for another thread. */
    @Override
    public void close() {
        try {
            flush();
            if (failure == null) {
                safe = new Safe(position, endMicros);
            }
        } catch (IOException e) {
            // What was written by then is whole; what is torn behind is cut off when the file is ended.
            failure = e;
        }
        muxer.close();
        try {
            channel.close();
        } catch (IOException e) {
            failure = e;
        }
    }
}
