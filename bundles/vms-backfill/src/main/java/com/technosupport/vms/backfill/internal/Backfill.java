package com.technosupport.vms.backfill.internal;

import com.technosupport.vms.api.device.ArchiveFootage;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.FootageIntake;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.store.BackfillStore;
import com.technosupport.vms.api.store.BackfillStore.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for gaps that devices may fill, the newest first, and has them filled: a few devices at a time, of each one stretch, and
 * only where the camera can be reached. Holds nothing: all that it knows is in the database.
 */
@Component(service = Backfill.class, immediate = true, configurationPid = BackfillConfiguration.PID)
@Designate(ocd = BackfillConfiguration.class)
public final class Backfill {

    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);
    private static final int MOST_TASKS = 100;
    private static final long END_SECONDS = 20;

    private final DeviceRegistry registry;
    private final BackfillStore store;
    private final Totals totals = new Totals();
    private final Filling filling;
    private final Clock clock;
    private final Duration settle;
    private final Duration oldest;
    private final ScheduledThreadPoolExecutor looking;
    private final ThreadPoolExecutor workers;
    private final Set<String> busy = new HashSet<>();
    private boolean away;

    @Activate
    public Backfill(
            BackfillConfiguration configuration,
            @Reference DeviceRegistry registry,
            @Reference ArchiveFootage archive,
            @Reference FootageIntake intakes,
            @Reference RecordingReader recordings,
            @Reference BackfillStore store) {
        this(configuration, registry, archive, intakes, recordings, store, Clock.systemUTC());
        if (configuration.enabled()) {
            long seconds = Math.max(1, configuration.lookSeconds());
            var unused = looking.scheduleWithFixedDelay(this::look, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    Backfill(
            BackfillConfiguration configuration,
            DeviceRegistry registry,
            ArchiveFootage archive,
            FootageIntake intakes,
            RecordingReader recordings,
            BackfillStore store,
            Clock clock) {
        this.registry = registry;
        this.store = store;
        this.clock = clock;
        this.settle = Duration.ofSeconds(Math.max(0, configuration.settleSeconds()));
        this.oldest = Duration.ofHours(Math.max(1, configuration.maxAgeHours()));
        this.filling = new Filling(
                archive,
                intakes,
                recordings,
                store,
                clock,
                Duration.ofSeconds(Math.max(10, configuration.pieceSeconds())),
                Math.max(1, configuration.megabits()) * 125_000L,
                totals);
        looking = new ScheduledThreadPoolExecutor(1, task -> thread(task, "vms-backfill"));
        AtomicInteger number = new AtomicInteger();
        int devices = Math.max(1, configuration.devices());
        workers = new ThreadPoolExecutor(
                0,
                devices,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> thread(task, "vms-backfill-device-" + number.incrementAndGet()));
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    Totals totals() {
        return totals;
    }

    int busyDevices() {
        synchronized (busy) {
            return busy.size();
        }
    }

    /** Begins what can be begun. */
    void look() {
        try {
            Map<CameraId, String> devices = devices();
            Instant now = clock.instant();
            for (Task task : store.due(devices.keySet(), now.minus(oldest), now, MOST_TASKS)) {
                boolean settled = task.gap()
                        .to()
                        .filter(end -> !end.plus(settle).isAfter(now))
                        .isPresent();
                if (settled && !begin(task, devices.get(task.gap().camera()))) {
                    break;
                }
            }
            away = false;
        } catch (VmsException e) {
            if (!away) {
                LOG.info("Gaps are not looked for: {}", e.getMessage());
            }
            away = true;
        } catch (RuntimeException e) {
            LOG.error("Looking for gaps failed", e);
        }
    }

    /** The device of each camera that can be asked now. Channels of a recorder share its disks and its account. */
    private Map<CameraId, String> devices() {
        Set<String> drivers = registry.drivers().stream()
                .filter(driver -> driver.state() == DriverInfo.State.SERVING)
                .map(DriverInfo::descriptor)
                .filter(driver -> driver.facets().contains(DeviceArchive.class))
                .map(driver -> driver.id())
                .collect(Collectors.toSet());
        Map<CameraId, String> devices = new HashMap<>();
        for (Camera camera : registry.cameras()) {
            if (camera.enabled() && drivers.contains(camera.driver()) && isOnline(camera.id())) {
                String address =
                        camera.address().host() + ":" + camera.address().port();
                devices.put(camera.id(), camera.nvr().map(NvrId::toString).orElse(address));
            }
        }
        return devices;
    }

    private boolean isOnline(CameraId camera) {
        try {
            return registry.status(camera).state() == CameraState.ONLINE;
        } catch (VmsException removedMeanwhile) {
            return false;
        }
    }

    /** False when no more can be begun now. */
    private boolean begin(Task task, String device) {
        synchronized (busy) {
            if (!busy.add(device)) {
                return true;
            }
        }
        try {
            workers.execute(() -> {
                try {
                    work(task);
                } finally {
                    release(device);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            release(device);
            return false;
        }
    }

    private void release(String device) {
        synchronized (busy) {
            busy.remove(device);
        }
    }

    private void work(Task task) {
        try {
            filling.fill(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (VmsException e) {
            LOG.info("{}: filling a gap was put off: {}", task.gap().camera(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{}: filling a gap failed", task.gap().camera(), e);
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        looking.shutdownNow();
        workers.shutdownNow();
        if (!looking.awaitTermination(END_SECONDS, TimeUnit.SECONDS)
                || !workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("Reading a device does not end");
        }
    }
}
