package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done beside the flow: one thread empties the spool, another forgets old events and reads names anew. */
final class Background implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration NAMES = Duration.ofSeconds(30);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(5);
    /** Between pieces, so that others come to the database too. */
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(50);

    private static final Duration LEAVING = Duration.ofSeconds(10);

    private final Pipeline pipeline;
    private final Spool spool;
    private final Enricher enricher;
    private final EventStore store;
    private final Retention retention;
    private final Clock clock;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread replayer = new Thread(this::replay, "vms-events-replay");
    private final Thread keeper = new Thread(this::keep, "vms-events-retention");

    /**
     * How long events are kept.
     *
     * @param data the data directory, below which stills are
     */
    record Retention(Path data, Duration age, long count, Duration workAge) {}

    Background(Pipeline pipeline, Spool spool, Enricher enricher, EventStore store, Retention retention, Clock clock) {
        this.pipeline = pipeline;
        this.spool = spool;
        this.enricher = enricher;
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    void start() {
        replayer.start();
        keeper.start();
    }

    private boolean pause(Duration duration) throws InterruptedException {
        return !end.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void replay() {
        try {
            while (pause(Duration.ZERO)) {
                if (!spool.awaitSome(RETRY.toNanos())) {
                    continue;
                }
                boolean done = false;
                try {
                    done = pipeline.replay();
                } catch (IOException | RuntimeException e) {
                    LOG.error("The spool of events cannot be replayed at the moment", e);
                }
                if (!done && !pause(RETRY)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        try {
            long expired = System.nanoTime();
            while (pause(NAMES)) {
                try {
                    enricher.refresh();
                    if (System.nanoTime() - expired >= BETWEEN_EXPIRIES.toNanos()) {
                        expired = System.nanoTime();
                        expire();
                    }
                } catch (VmsException e) {
                    if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                        LOG.warn("Old events could not be forgotten: {}", e.getMessage(), e);
                    }
                } catch (RuntimeException e) {
                    LOG.error("Old events could not be forgotten", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void expire() throws InterruptedException {
        EventStore.Limits limits =
                new EventStore.Limits(clock.instant(), retention.age(), retention.count(), retention.workAge());
        boolean more = true;
        while (more && pause(BETWEEN_PIECES)) {
            more = store.expire(limits, this::deleteSnapshots);
        }
    }

    /** Only what lies where stills lie: the path comes out of a database that others may write to. */
    void deleteSnapshots(List<String> paths) {
        Path folder = retention.data().resolve("events").normalize();
        for (String path : paths) {
            Path file = retention.data().resolve(path).normalize();
            if (!file.startsWith(folder) || file.equals(folder)) {
                LOG.warn("A still's path leads elsewhere; it is not deleted");
                continue;
            }
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted: {}", file, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        end.countDown();
        // Not interrupted: a thread that writes to a file would close it. Each wait of theirs ends soon.
        try {
            replayer.join(LEAVING.toMillis());
            keeper.join(LEAVING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
