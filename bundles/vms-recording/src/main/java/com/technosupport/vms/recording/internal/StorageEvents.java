package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingStorage;
import com.technosupport.vms.api.recording.RecordingStorage.Volume;
import com.technosupport.vms.api.recording.RecordingStorage.VolumeState;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes when a volume is full, fails or is away ({@code DiskFull}, {@code DiskFailed}, {@code StorageLost}), and, with
 * {@code active} false, when that is over. One thread; what the bus does not take waits.
 */
@Component(
        service = {},
        immediate = true)
public final class StorageEvents {

    private static final Logger LOG = LoggerFactory.getLogger(StorageEvents.class);
    private static final long LOOK_SECONDS = 2;

    /** A volume that is full for no longer than it takes to make room is nothing that anybody has to know. */
    private static final int LOOKS = 3;

    private static final int MOST_WAITING = 100;
    private static final long END_SECONDS = 5;

    /** What was seen of a volume, and how often. */
    private record Seen(VolumeState state, int looks) {}

    private final RecordingStorage storage;
    private final EventBus bus;
    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, VolumeState> told = new HashMap<>();
    private final ArrayDeque<EventMessage> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "vms-storage-events"));

    @Activate
    public StorageEvents(@Reference RecordingStorage storage, @Reference EventBus bus) {
        this(storage, bus, Clock.systemUTC());
        var unused = thread.scheduleWithFixedDelay(this::round, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Without its thread's work. */
    StorageEvents(RecordingStorage storage, EventBus bus, Clock clock) {
        this.storage = storage;
        this.bus = bus;
        this.clock = clock;
    }

    private void round() {
        try {
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (VmsException e) {
            LOG.debug("Events of the volumes wait for the bus: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Events of the volumes could not be published", e);
        }
    }

    void look() throws InterruptedException {
        for (Volume volume : storage.volumes()) {
            String root = volume.root().toString();
            Seen now = seen.merge(
                    root,
                    new Seen(volume.state(), 1),
                    (before, next) -> before.state() == next.state()
                            ? new Seen(before.state(), Math.min(LOOKS, before.looks() + 1))
                            : next);
            VolumeState last = told.getOrDefault(root, VolumeState.READY);
            boolean lasts =
                    now.looks() >= LOOKS || now.state() == VolumeState.AWAY || now.state() == VolumeState.FAILED;
            if (lasts && now.state() != last) {
                told.put(root, now.state());
                if (last != VolumeState.READY) {
                    add(event(volume, last, false));
                }
                if (now.state() != VolumeState.READY) {
                    add(event(volume, now.state(), true));
                }
            }
        }
        while (!waiting.isEmpty()) {
            bus.publish(waiting.peek());
            waiting.remove();
        }
    }

    private void add(EventMessage event) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(event);
        }
    }

    private EventMessage event(Volume volume, VolumeState state, boolean active) {
        String type =
                switch (state) {
                    case FULL -> "DiskFull";
                    case AWAY -> "StorageLost";
                    case FAILED, READY -> "DiskFailed";
                };
        return new EventMessage(
                EventId.next(clock),
                type,
                Optional.empty(),
                "recording",
                clock.instant(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(
                        "volume",
                        volume.root().toString(),
                        "active",
                        active,
                        "severity",
                        active ? "CRITICAL" : "INFO",
                        "detail",
                        active ? volume.detail() : "It takes footage again"));
    }

    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("The bus still holds an event of the volumes");
        }
    }
}
