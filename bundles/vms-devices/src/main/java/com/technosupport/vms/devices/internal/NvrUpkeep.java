package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads recorders again from time to time, one after the other, so that many of them make no rush. */
final class NvrUpkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NvrUpkeep.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final double JITTER = 0.1;

    private final NvrRegistryComponent registry;
    private final DeviceParts parts;
    private final NvrInputs inputs;
    private final Duration interval;
    private final Random random = new Random();
    private final Map<NvrId, Long> dueNanos = new HashMap<>();
    private final Map<NvrId, String> troubles = new HashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-nvr-sync"));
    private volatile ScheduledFuture<?> ticking;

    /** @param interval between two readings of a recorder; zero for none */
    NvrUpkeep(NvrRegistryComponent registry, DeviceParts parts, NvrInputs inputs, Duration interval) {
        this.registry = registry;
        this.parts = parts;
        this.inputs = inputs;
        this.interval = interval;
    }

    void start() {
        ticking = thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            inputs.save();
            List<Nvr> nvrs = registry.nvrs();
            dueNanos.keySet().retainAll(nvrs.stream().map(Nvr::id).toList());
            troubles.keySet().retainAll(dueNanos.keySet());
            for (Nvr nvr : nvrs) {
                mark(nvr);
                if (isDue(nvr)) {
                    sync(nvr);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("A defect while keeping up with recorders", e);
        }
    }

    /** Cameras that were read from the store do not know yet that their channel is gone. */
    private void mark(Nvr nvr) {
        for (ManagedCamera managed : parts.book().behind(nvr.id())) {
            if (managed.changes.tryLock()) {
                try {
                    if (NvrRegistryComponent.mark(nvr, managed)) {
                        parts.changes().changed(managed, managed.camera());
                    }
                } finally {
                    managed.changes.unlock();
                }
            }
        }
    }

    /** The first time comes somewhere within the interval: after a start, not all at once. */
    private boolean isDue(Nvr nvr) {
        if (interval.isZero()) {
            return false;
        }
        long now = System.nanoTime();
        Long due = dueNanos.putIfAbsent(nvr.id(), now + (long) (interval.toNanos() * random.nextDouble()));
        if (due == null || due - now > 0) {
            return false;
        }
        dueNanos.put(nvr.id(), now + (long) (interval.toNanos() * (1 + JITTER * (2 * random.nextDouble() - 1))));
        return true;
    }

    private void sync(Nvr nvr) throws InterruptedException {
        try {
            registry.sync(nvr.id());
            if (troubles.remove(nvr.id()) != null) {
                LOG.info("Recorder {} can be read again", nvr.name());
            }
        } catch (VmsException e) {
            if (!e.getMessage().equals(troubles.put(nvr.id(), e.getMessage()))) {
                LOG.warn("Recorder {} could not be read: {}: {}", nvr.name(), e.code(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(true);
        }
        NamedThreads.end(thread, "Keeping up with recorders", Duration.ofSeconds(5));
        inputs.save();
    }
}
