package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.matroska.MatroskaEnding;
import com.technosupport.vms.recording.internal.matroska.MatroskaFile;
import com.technosupport.vms.recording.internal.matroska.SegmentLabel;
import com.technosupport.vms.recording.internal.record.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends files that were written to their end, forces them to the disk, and only then calls them closed; takes their hashes; and forces
 * those that are still written every few seconds. One thread, so that the writers never wait for a disk's cache. Safe for use by
 * several threads.
 */
public final class Finisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_MILLIS = 1_000;
    private static final int HASH_BUFFER = 1 << 18;

    private record Ending(SegmentWriter writer, long notBefore, int failures) {}

    private final SegmentIndex index;
    private final boolean seal;
    private final long syncNanos;
    private final Map<SegmentId, SegmentWriter> open = new ConcurrentHashMap<>();
    private final ArrayDeque<Ending> ending = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "vms-recording-finisher");
    private boolean busy;
    private boolean closing;

    /** @param syncSeconds 0 for never */
    public Finisher(SegmentIndex index, boolean seal, int syncSeconds) {
        this.index = index;
        this.seal = seal;
        this.syncNanos = TimeUnit.SECONDS.toNanos(syncSeconds);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /**
     * Begins a segment in a new file, which from before it is there until it is indexed is known to somebody as one that is written.
     *
     * @param volumes that made the slot
     */
    public SegmentWriter begin(Volumes volumes, Slot slot, SegmentLabel label, Track video, Optional<Track> sound)
            throws IOException {
        try {
            SegmentWriter writer = new SegmentWriter(slot, label, video, sound);
            open.put(label.id(), writer);
            index.save(new Entry(writer.opened(), Optional.empty()));
            return writer;
        } finally {
            volumes.begun(slot);
        }
    }

    /** What is written now, or not ended yet, as far as it is safe. */
    public Map<SegmentId, SegmentWriter> open() {
        return Map.copyOf(open);
    }

    /** A file that was written to its end. */
    public synchronized void closed(SegmentWriter writer) {
        ending.add(new Ending(writer, System.nanoTime(), 0));
        notifyAll();
    }

    private Ending due() {
        long now = System.nanoTime();
        for (Ending next : ending) {
            if (now - next.notBefore() >= 0) {
                ending.remove(next);
                return next;
            }
        }
        return null;
    }

    private void run() {
        long synced = System.nanoTime();
        while (true) {
            Ending next;
            synchronized (this) {
                busy = false;
                notifyAll();
                next = due();
                if (next == null && closing) {
                    return;
                }
                if (next == null) {
                    try {
                        wait(LOOK_MILLIS);
                    } catch (InterruptedException e) {
                        return;
                    }
                    next = due();
                }
                busy = next != null;
            }
            if (next != null) {
                end(next);
            }
            if (syncNanos > 0 && System.nanoTime() - synced >= syncNanos) {
                synced = System.nanoTime();
                open.values().forEach(Finisher::sync);
            }
        }
    }

    private static void sync(SegmentWriter writer) {
        try {
            writer.sync();
        } catch (IOException e) {
            LOG.debug("{} could not be forced to the disk", writer.slot().file(), e);
        }
    }

    private void end(Ending ended) {
        SegmentWriter writer = ended.writer();
        Path file = writer.slot().file();
        try {
            MatroskaFile found = MatroskaEnding.end(file);
            StoredSegment segment = writer.segment();
            if (found.keyFrames().size() == 0) {
                Files.delete(file);
                index.forget(segment.id());
            } else {
                index.save(new Entry(closed(segment, Files.size(file)), Optional.of(found.keyFrames())));
                if (seal) {
                    index.seal(segment.id(), hash(file));
                }
            }
            open.remove(segment.id());
        } catch (IOException | RuntimeException e) {
            if (ended.failures() == 0) {
                LOG.warn("{} could not be ended, which is tried again: {}", file, e.toString());
            }
            again(ended);
        }
    }

    private static StoredSegment closed(StoredSegment segment, long bytes) {
        return new StoredSegment(
                segment.id(),
                segment.camera(),
                segment.role(),
                segment.sequence(),
                segment.start(),
                segment.end(),
                segment.volume(),
                segment.path(),
                bytes,
                segment.codec(),
                false,
                State.CLOSED,
                segment.origin());
    }

    /** At the end of the program it is left to the next start. */
    private synchronized void again(Ending ended) {
        if (!closing) {
            ending.add(new Ending(ended.writer(), System.nanoTime() + RETRY_NANOS, ended.failures() + 1));
        }
    }

    static byte[] hash(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer buffer = ByteBuffer.allocate(HASH_BUFFER);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Waits until all files that were closed are ended. */
    public synchronized boolean awaitIdle(long milliseconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (busy || !ending.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Ends what waits, as far as the disk takes it. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
