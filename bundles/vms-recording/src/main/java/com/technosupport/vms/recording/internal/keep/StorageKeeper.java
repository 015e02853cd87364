package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingStorage.Outlook;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.Usage;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import com.technosupport.vms.recording.internal.record.SegmentWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the volumes looked at, footage deleted that need not be kept, and moved that is to be archived; each by a thread of its own, so that
 * a disk that hangs holds up nothing else. While the database is away nothing is deleted or moved.
 */
public final class StorageKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StorageKeeper.class);
    private static final long LOOK_MILLIS = 2_000;
    private static final int LOOKS_A_ROUND = 15;
    private static final long END_SECONDS = 10;

    private final RecordingStore store;
    private final Volumes volumes;
    private final Finisher finisher;
    private final Function<CameraId, RecordingPolicy> policies;
    private final Clock clock;
    private final Deletion deletion;
    private final Retention retention;
    private final Archive archive;
    private final List<ScheduledExecutorService> threads = new ArrayList<>();
    private volatile Map<CameraId, Outlook> outlooks = Map.of();
    private volatile boolean ended;
    private int look;

    public StorageKeeper(
            RecordingStore store,
            Volumes volumes,
            Finisher finisher,
            Function<CameraId, RecordingPolicy> policies,
            Path dataDirectory,
            Clock clock) {
        this.store = store;
        this.volumes = volumes;
        this.finisher = finisher;
        this.policies = policies;
        this.clock = clock;
        deletion = new Deletion(store, volumes, clock);
        retention = new Retention(store, volumes, deletion, clock);
        archive = new Archive(store, volumes, retentionOfArchive(), dataDirectory, clock, () -> ended);
    }

    /** Another one, since that is for another thread. */
    private Retention retentionOfArchive() {
        return new Retention(store, volumes, deletion, clock);
    }

    public Deletion deletion() {
        return deletion;
    }

    public Archive archive() {
        return archive;
    }

    public Outlook outlook(CameraId camera) {
        return outlooks.getOrDefault(camera, Outlook.NONE);
    }

    public void start() {
        every("vms-recording-volumes", volumes::refresh);
        every("vms-recording-retention", this::retain);
        every("vms-recording-archive", archive::round);
    }

    private void every(String name, Runnable work) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.add(thread);
        var unused = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (VmsException e) {
                        LOG.debug("{} waits for the database: {}", name, e.getMessage());
                    } catch (RuntimeException | Error e) {
                        LOG.error("{} failed", name, e);
                    }
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void retain() {
        if (look % LOOKS_A_ROUND == 0) {
            // Less often, and again at once where it could not be done.
            retention.finishDeletions();
            Map<CameraId, Usage> usage = store.usage(clock.instant().minus(Outlooks.LATELY));
            outlooks = Outlooks.of(
                    usage,
                    finisher.open().values().stream()
                            .map(SegmentWriter::segment)
                            .toList(),
                    policies,
                    volumes.all(),
                    clock.instant());
            retention.byPolicy(usage);
        }
        look++;
        for (Volume volume : volumes.present()) {
            retention.bySpace(volume);
        }
    }

    @Override
    public void close() {
        ended = true;
        threads.forEach(ScheduledExecutorService::shutdown);
        try {
            for (ScheduledExecutorService thread : threads) {
                if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("The keeping of footage is still waiting for its disk");
                    thread.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
