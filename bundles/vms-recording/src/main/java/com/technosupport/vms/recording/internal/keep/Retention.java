package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.api.store.RecordingStore.Usage;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what need not be kept: what is older than its policy's days, what is more than its bytes, and, where a volume runs out of
 * room, whatever is oldest on it. Never what is locked, nor what an open alarm is about. For one thread.
 */
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 100;

    /** So that nothing else waits for too long. */
    private static final int MOST_BATCHES = 50;

    private final RecordingStore store;
    private final Volumes volumes;
    private final Deletion deletion;
    private final Clock clock;

    public Retention(RecordingStore store, Volumes volumes, Deletion deletion, Clock clock) {
        this.store = store;
        this.volumes = volumes;
        this.deletion = deletion;
        this.clock = clock;
    }

    /** Goes on with deletions that a crash, or a volume that went away, had interrupted. */
    public void finishDeletions() {
        deletion.finish(
                store.unfinished().stream()
                        .filter(segment -> segment.state() == State.DELETING)
                        .toList(),
                "It was kept for as long as it was to be");
    }

    /** What the cameras' policies say. */
    public void byPolicy(Map<CameraId, Usage> usage) {
        store.policies().forEach((camera, policy) -> {
            Usage there = usage.get(camera);
            if (there != null) {
                policy.retentionDays().ifPresent(days -> byAge(camera, days, there));
                policy.retentionBytes().ifPresent(bytes -> bySize(camera, policy, bytes));
            }
        });
    }

    private void byAge(CameraId camera, int days, Usage usage) {
        Instant limit = clock.instant().minus(Duration.ofDays(days));
        if (!usage.oldest().isBefore(limit)) {
            return;
        }
        String why = days == 1 ? "It was kept for a day" : "It was kept for " + days + " days";
        for (Volume volume : volumes.present()) {
            for (int i = 0; i < MOST_BATCHES; i++) {
                List<StoredSegment> old = store.oldest(Optional.of(camera), volume.id(), BATCH).stream()
                        .filter(segment -> segment.end().orElseThrow().isBefore(limit))
                        .toList();
                if (old.isEmpty() || deletion.delete(old, why) == 0) {
                    break;
                }
            }
        }
    }

    private void bySize(CameraId camera, RecordingPolicy policy, long most) {
        // Anew, since its days may just have been applied.
        Usage usage = store.usage(clock.instant()).get(camera);
        long over = usage == null ? 0 : usage.bytes() - usage.locked() - most;
        for (int i = 0; over > 0 && i < MOST_BATCHES; i++) {
            List<StoredSegment> chosen = chosen(store.oldest(Optional.of(camera), Optional.empty(), BATCH), over);
            long freed = deletion.delete(
                    chosen, "The camera may have " + (policy.retentionBytes().orElse(0) >> 20) + " MiB");
            if (freed == 0) {
                return;
            }
            over -= freed;
        }
    }

    private List<StoredSegment> chosen(List<StoredSegment> oldest, long bytes) {
        List<StoredSegment> chosen = new ArrayList<>();
        long left = bytes;
        for (StoredSegment segment : oldest) {
            if (left <= 0) {
                break;
            }
            if (volumes.volume(segment.volume()).isPresent()) {
                chosen.add(segment);
                left -= segment.bytes();
            }
        }
        return chosen;
    }

    /** Makes room on a volume that has not enough. */
    public void bySpace(Volume volume) {
        long free = volume.root().toFile().getUsableSpace();
        if (free >= volume.keepFree() + volume.headroom()) {
            return;
        }
        long needed = volume.keepFree() + volume.headroom() * 3 / 2 - free;
        long freed = free(volume, needed, Instant.MAX);
        if (freed > 0) {
            LOG.debug("{} MiB were freed on {}", freed >> 20, volume.root());
            volumes.refresh();
        }
    }

    /**
     * Deletes what is oldest on a volume.
     *
     * @param before only what ended earlier
     * @return what was freed, which may be less
     */
    long free(Volume volume, long bytes, Instant before) {
        long freed = 0;
        for (int i = 0; freed < bytes && i < MOST_BATCHES; i++) {
            List<StoredSegment> oldest = store.oldest(Optional.empty(), volume.id(), BATCH).stream()
                    .filter(segment -> segment.end().orElseThrow().isBefore(before))
                    .toList();
            long now = deletion.delete(chosen(oldest, bytes - freed), "The volume needed room for newer footage");
            if (now == 0) {
                break;
            }
            freed += now;
        }
        return freed;
    }
}
