package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is known of segments and gaps to the database, behind the writers' backs: they never wait for it. While it is away, the
 * latest word on each waits here; what does not fit is found again in the files. Safe for use by several threads.
 */
public final class SegmentIndex implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentIndex.class);

    /** A day of 128 cameras, at some kilobytes each. */
    private static final int MOST = 20_000;

    private static final int BATCH = 200;
    private static final long RETRY_MILLIS = 1_000;

    private record GapKey(StreamKey key, Instant from) {}

    private final RecordingStore store;
    private final Runnable whenBack;
    private final Map<SegmentId, Entry> segments = new LinkedHashMap<>();
    private final Map<GapKey, RecordingGap> gaps = new LinkedHashMap<>();
    private final Map<SegmentId, byte[]> seals = new LinkedHashMap<>();
    private final Set<SegmentId> forgotten = new LinkedHashSet<>();
    private final Thread thread = new Thread(this::run, "vms-recording-index");
    private boolean busy;
    private boolean overflowed;
    private boolean closing;
    private volatile boolean reachable;

    /** @param whenBack called on the index's thread when the database can be reached (again), before anything is stored */
    public SegmentIndex(RecordingStore store, Runnable whenBack) {
        this.store = store;
        this.whenBack = whenBack;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public synchronized void save(Entry entry) {
        if (segments.size() >= MOST && !segments.containsKey(entry.segment().id())) {
            if (!overflowed) {
                LOG.warn("The database is away for so long that footage is indexed from its files once it is back");
            }
            overflowed = true;
            return;
        }
        segments.put(entry.segment().id(), entry);
        notifyAll();
    }

    public synchronized void save(RecordingGap gap) {
        if (gaps.size() < MOST) {
            gaps.put(new GapKey(new StreamKey(gap.camera(), gap.role()), gap.from()), gap);
            notifyAll();
        }
    }

    /** A segment's file is gone. */
    public synchronized void forget(SegmentId id) {
        segments.remove(id);
        seals.remove(id);
        forgotten.add(id);
        notifyAll();
    }

    public synchronized void seal(SegmentId id, byte[] sha256) {
        if (seals.size() < MOST) {
            seals.put(id, sha256);
            notifyAll();
        }
    }

    /** What is not in the database yet of a segment. */
    public synchronized Optional<Entry> pending(SegmentId id) {
        return Optional.ofNullable(segments.get(id));
    }

    /** What is not in the database yet, of a camera and role. */
    public synchronized List<Entry> pending(StreamKey key) {
        return segments.values().stream()
                .filter(entry -> entry.segment().camera().equals(key.camera())
                        && entry.segment().role() == key.role())
                .toList();
    }

    /** Gaps that are not in the database yet. */
    public synchronized List<RecordingGap> pendingGaps(CameraId camera, StreamRole role) {
        return gaps.values().stream()
                .filter(gap -> gap.camera().equals(camera) && gap.role() == role)
                .toList();
    }

    public synchronized int waiting() {
        return segments.size() + gaps.size() + seals.size() + forgotten.size();
    }

    /** Whether the database was there when it was last asked. */
    public boolean isReachable() {
        return reachable;
    }

    /** Waits until nothing waits. */
    public synchronized boolean awaitEmpty(long milliseconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        while (busy || waiting() > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private void run() {
        while (true) {
            try {
                if (!reachable) {
                    // Asks for something small.
                    var unused = store.openGaps();
                    whenBack.run();
                    reachable = true;
                }
                if (!work()) {
                    return;
                }
            } catch (VmsException e) {
                if (reachable) {
                    LOG.warn("The index of footage has to wait: {}", e.getMessage());
                }
                reachable = false;
                if (!pause()) {
                    return;
                }
            } catch (RuntimeException e) {
                LOG.error("Indexing footage failed", e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    /** @return false at the end */
    private synchronized boolean pause() {
        busy = false;
        notifyAll();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        try {
            long left = RETRY_MILLIS;
            while (!closing && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            }
        } catch (InterruptedException e) {
            return false;
        }
        return !closing;
    }

    /** Brings what waits to the database at once; to be called while it is being told that the database is back. */
    public void drain() {
        while (waiting() > 0) {
            work();
        }
    }

    private boolean work() {
        List<Entry> entries;
        List<RecordingGap> missing;
        List<SegmentId> gone;
        Map<SegmentId, byte[]> hashes = new LinkedHashMap<>();
        synchronized (this) {
            busy = false;
            notifyAll();
            while (waiting() == 0) {
                if (closing) {
                    return false;
                }
                try {
                    wait();
                } catch (InterruptedException e) {
                    return false;
                }
            }
            busy = true;
            entries = segments.values().stream().limit(BATCH).toList();
            missing = gaps.values().stream().limit(BATCH).toList();
            gone = List.copyOf(forgotten);
            if (segments.size() <= BATCH) {
                seals.entrySet().stream().limit(BATCH).forEach(seal -> hashes.put(seal.getKey(), seal.getValue()));
            }
        }
        save(entries);
        synchronized (this) {
            entries.forEach(entry -> segments.remove(entry.segment().id(), entry));
        }
        store.saveGaps(missing);
        synchronized (this) {
            missing.forEach(gap -> gaps.remove(new GapKey(new StreamKey(gap.camera(), gap.role()), gap.from()), gap));
        }
        if (!gone.isEmpty()) {
            store.forget(gone);
            synchronized (this) {
                gone.forEach(forgotten::remove);
            }
        }
        for (Map.Entry<SegmentId, byte[]> seal : hashes.entrySet()) {
            store.seal(seal.getKey(), seal.getValue());
            synchronized (this) {
                seals.remove(seal.getKey());
            }
        }
        return true;
    }

    private void save(List<Entry> entries) {
        try {
            store.save(entries);
        } catch (VmsException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            // One of them is at fault; the others are not to wait for it.
            for (Entry entry : entries) {
                one(entry);
            }
        }
    }

    private void one(Entry entry) {
        try {
            store.save(List.of(entry));
        } catch (VmsException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            LOG.error("{} is not indexed: {}", entry.segment().path(), e.getMessage());
        }
    }

    /** Whether entries were left out since the last call. */
    public synchronized boolean takeOverflowed() {
        boolean was = overflowed;
        overflowed = false;
        return was;
    }

    /** Brings what waits to the database, if it is there, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
