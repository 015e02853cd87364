package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.ManagedCamera.Watched;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an eye on the cameras: turns what pipelines do into their status, passes requests for key frames to devices, and has
 * streams that cannot be opened looked up anew. Pipelines never wait for it: their news is noted, and one thread judges.
 */
final class CameraWatch implements PipelineListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CameraWatch.class);
    private static final int FAILURES_BEFORE_LOOKUP = 3;
    private static final Duration LONGEST_LOOKUP_PAUSE = Duration.ofMinutes(10);
    private static final Duration KEY_FRAME_PAUSE = Duration.ofSeconds(1);
    private static final Duration KEY_FRAME_PATIENCE = Duration.ofSeconds(5);
    private static final int WORKERS = 4;
    private static final int MOST_WAITING_WORK = 1024;

    private final CameraBook book;
    private final DriverCatalog drivers;
    private final DeviceSessions sessions;
    private final StreamHub hub;
    private final Refresh refresh;
    private final Announcer<CameraListener> listeners;
    private final Timing timing;
    private final Clock clock;

    private final ScheduledExecutorService judge =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-devices-watch"));
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING_WORK),
            new NamedThreads("vms-devices-work"));

    private final Set<CameraId> dirty = ConcurrentHashMap.newKeySet();
    private final Set<CameraId> newFormats = ConcurrentHashMap.newKeySet();
    private volatile ScheduledFuture<?> ticking;
    private final AtomicBoolean judging = new AtomicBoolean();

    CameraWatch(
            CameraBook book,
            DriverCatalog drivers,
            DeviceSessions sessions,
            StreamHub hub,
            Refresh refresh,
            Announcer<CameraListener> listeners,
            Timing timing,
            Clock clock) {
        this.book = book;
        this.drivers = drivers;
        this.sessions = sessions;
        this.hub = hub;
        this.refresh = refresh;
        this.listeners = listeners;
        this.timing = timing;
        this.clock = clock;
        workers.allowCoreThreadTimeOut(true);
    }

    /** @param everyTick more to do from time to time */
    void start(Runnable everyTick) {
        ticking = judge.scheduleWithFixedDelay(
                () -> guarded(() -> tick(everyTick)), 0, timing.tick().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status) {
        book.find(camera).flatMap(managed -> managed.stream(stream)).ifPresent(watched -> {
            watched.heard(status);
            judgeSoon(camera);
        });
    }

    @Override
    public void formatChanged(CameraId camera, StreamId stream, StreamFormat format) {
        if (book.find(camera).isPresent()) {
            newFormats.add(camera);
        }
    }

    @Override
    public void keyFrameWanted(CameraId camera, StreamId stream) {
        book.find(camera)
                .ifPresent(managed -> managed.camera().streams().stream()
                        .filter(candidate -> candidate.id().equals(stream))
                        .findFirst()
                        .filter(wanted -> managed.stream(stream)
                                .map(watched -> watched.claimKeyFrame(KEY_FRAME_PAUSE, System.nanoTime()))
                                .orElse(false))
                        .ifPresent(wanted -> work(() -> askForKeyFrame(managed, wanted))));
    }

    /** Has the camera's status judged by the thread for that; at most one such task waits, whatever comes in. */
    void judgeSoon(CameraId camera) {
        dirty.add(camera);
        if (judging.compareAndSet(false, true)) {
            try {
                judge.execute(() -> {
                    judging.set(false);
                    guarded(this::judgeDirty);
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("No status is judged any more");
            }
        }
    }

    void judgeAllSoon() {
        book.all().forEach(camera -> judgeSoon(camera.id()));
    }

    /** Takes over what the hub already knows of a camera's streams. */
    void seed(ManagedCamera managed) {
        for (StreamStatistics statistics : hub.statistics()) {
            if (statistics.camera().equals(managed.id())) {
                managed.stream(statistics.stream()).ifPresent(watched -> watched.seed(statistics.status()));
            }
        }
        judgeSoon(managed.id());
    }

    /** Runs something that may wait; dropped when there is too much of it. */
    boolean work(Runnable task) {
        try {
            workers.execute(() -> guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("Too much to do: a task is put off");
            return false;
        }
    }

    private void tick(Runnable everyTick) {
        everyTick.run();
        sessions.closeIdle(timing.sessionIdle());
        for (ManagedCamera managed : book.all()) {
            judge(managed);
            if (managed.camera().enabled()
                    && managed.stored().problem().isEmpty()
                    && drivers.driver(managed.camera().driver()).isPresent()
                    && lookupIsDue(managed)) {
                work(() -> refresh.lookUp(managed));
            }
        }
        newFormats.removeIf(camera -> work(() -> book.find(camera).ifPresent(refresh::learn)));
    }

    private boolean lookupIsDue(ManagedCamera managed) {
        boolean due = false;
        for (CameraStream stream : managed.camera().streams()) {
            Watched watched = managed.stream(stream.id()).orElseThrow();
            due |= watched.claimResolution(
                    FAILURES_BEFORE_LOOKUP, timing.resolveBackoff(), LONGEST_LOOKUP_PAUSE, System.nanoTime());
        }
        return due;
    }

    private void judgeDirty() {
        dirty.removeIf(id -> {
            book.find(id).ifPresent(this::judge);
            return true;
        });
    }

    private void judge(ManagedCamera managed) {
        boolean missing = drivers.absence(managed.camera().driver())
                .map(absence -> absence.compareTo(timing.driverGrace()) >= 0)
                .orElse(false);
        managed.judge(missing, clock.instant()).ifPresent(status -> {
            LOG.info("Camera {}: {} {}", managed.camera().name(), status.state(), status.detail());
            listeners.announce(listener -> listener.statusChanged(managed.id(), status));
        });
    }

    private void askForKeyFrame(ManagedCamera managed, CameraStream stream) {
        drivers.driver(managed.camera()).ifPresent(driver -> {
            try {
                sessions.use(
                        DriverCatalog.device(managed.camera()), driver, managed.login(), KEY_FRAME_PATIENCE, opened -> {
                            var request = opened.session().facet(KeyFrameRequest.class);
                            if (request.isPresent()) {
                                request.get().request(managed.camera().channel(), stream.role());
                            }
                            return null;
                        });
            } catch (VmsException e) {
                LOG.debug(
                        "Camera {}: no key frame on demand: {}",
                        managed.camera().name(),
                        e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A thread that must go on says what went wrong and goes on. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (VmsException e) {
            LOG.warn("{}: {}", e.code(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A defect while watching cameras", e);
        }
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        NamedThreads.end(judge, "Camera watch", Duration.ofSeconds(5));
        NamedThreads.end(workers, "Camera work", Duration.ofSeconds(5));
    }
}
