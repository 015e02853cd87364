package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A profile as long as its bundle is there, and the facets that it has given out. Keeps account of the threads inside it, so that
 * a bundle that goes is not run after it has gone. Holds all that is of the profile's classes: when this is let go, so are they.
 */
final class InstalledProfile {

    private final OnvifProfile profile;
    private final Map<OnvifDevice, Map<Class<?>, Optional<?>>> facets = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private boolean gone;
    /** Guarded by this; how deep each thread is inside. */
    private final Map<Thread, Integer> inside = new ConcurrentHashMap<>();
    /** Guarded by this. */
    private final Set<Thread> listening = new HashSet<>();
    /** Guarded by this; those that were interrupted because the profile goes. */
    private final Set<Thread> woken = new HashSet<>();

    InstalledProfile(OnvifProfile profile) {
        this.profile = profile;
    }

    /** What a call into a profile does. */
    @FunctionalInterface
    interface Use<R> {
        R run() throws InterruptedException;
    }

    OnvifProfile profile() {
        return profile;
    }

    <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
        return facets.computeIfAbsent(device, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        type,
                        key -> profile.facets().contains(type)
                                ? around(() -> profile.facet(type, device))
                                : Optional.empty())
                .map(type::cast);
    }

    private <R> R around(Supplier<R> call) {
        enter(false);
        try {
            return call.get();
        } finally {
            leave();
        }
    }

    /** Lets go what a session got. */
    void forget(OnvifDevice device) {
        facets.remove(device);
    }

    /**
     * Calls something that the profile gave out.
     *
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when the profile has gone
     */
    <R> R use(Use<R> use) throws InterruptedException {
        enter(false);
        try {
            return use.run();
        } finally {
            leave();
        }
    }

    /** Like {@link #use}, for what goes on until it is interrupted; ends in good order when the profile goes. */
    void listen(Use<?> use) throws InterruptedException {
        enter(true);
        try {
            use.run();
        } catch (InterruptedException e) {
            if (!isWoken()) {
                throw e;
            }
        } finally {
            leave();
        }
    }

    private synchronized void enter(boolean listens) {
        if (gone) {
            throw new VmsException(
                    ErrorCode.NOT_SUPPORTED,
                    "The bundle of ONVIF Profile " + profile.name() + " has just been removed or replaced");
        }
        inside.merge(Thread.currentThread(), 1, Integer::sum);
        if (listens) {
            listening.add(Thread.currentThread());
        }
    }

    private synchronized boolean isWoken() {
        return woken.contains(Thread.currentThread());
    }

    private synchronized void leave() {
        Thread thread = Thread.currentThread();
        if (inside.merge(thread, -1, Integer::sum) > 0) {
            return;
        }
        inside.remove(thread);
        listening.remove(thread);
        if (woken.remove(thread)) {
            // The interrupt was ours, not core's; it must not end what the thread does next.
            Thread.interrupted();
        }
        notifyAll();
    }

    /** Lets nobody in any more, and waits until those inside have left, but not for ever. */
    synchronized void end(long patience, TimeUnit unit) {
        gone = true;
        for (Thread thread : listening) {
            woken.add(thread);
            thread.interrupt();
        }
        long end = System.nanoTime() + unit.toNanos(patience);
        boolean interrupted = false;
        // A profile that is stopped by a call of its own would wait for itself.
        while (inside.keySet().stream().anyMatch(thread -> thread != Thread.currentThread())) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        facets.clear();
    }
}
