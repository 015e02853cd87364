package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one device, with one version of its driver and one login, in a session of its own and on a thread of its own,
 * until it is ended. Owns the retry. Rests where trying again is pointless until something changes: the password was refused,
 * or the device has nothing to tell by itself.
 */
final class EventPump {

    private static final Logger LOG = LoggerFactory.getLogger(EventPump.class);
    private static final long STACK_BYTES = 512 * 1024;
    /** A device that has been listened to for that long is well: the next try comes soon again. */
    private static final long WELL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A device without events may have learnt to tell them by an update of its own. */
    private static final long REST_NANOS = TimeUnit.HOURS.toNanos(6);

    /**
     * What to listen to.
     *
     * @param device id of the camera or the recorder
     * @param lead a camera of the device, whose login it is
     * @param powers what the driver says that its sessions may offer
     */
    record Target(Object device, InstalledDriver driver, ManagedCamera lead, Login login, Set<Class<?>> powers) {}

    /** Whose camera a channel is. */
    interface Cameras {

        /** @param only whether the device has but one picture, so that whatever it says is of that */
        Optional<CameraId> of(Target target, Optional<String> channel, boolean only);
    }

    private final Target target;
    private final ListenedDevice device;
    private final EventIntake intake;
    private final Cameras cameras;
    private final EventLimits limits;
    private final Duration negotiation;
    private final Thread thread;
    private final String version;
    private volatile boolean ended;
    private volatile boolean resting;
    private volatile long restedNanos;
    private volatile boolean refused;
    private String trouble = "";
    private int failures;

    /** @param delay before the first try, so that not all begin at once */
    EventPump(
            Target target,
            ListenedDevice device,
            EventIntake intake,
            Cameras cameras,
            EventLimits limits,
            Duration negotiation,
            Duration delay) {
        this.target = target;
        this.device = device;
        this.intake = intake;
        this.cameras = cameras;
        this.limits = limits;
        this.negotiation = negotiation;
        this.version = target.driver().bundle() + " " + target.driver().version();
        String name = "vms-events-" + target.driver().id() + "-"
                + target.login().address().host();
        this.thread = new Thread(null, () -> run(delay), name, STACK_BYTES);
        this.thread.setDaemon(true);
    }

    void start() {
        device.begins();
        thread.start();
    }

    Target target() {
        return target;
    }

    ListenedDevice device() {
        return device;
    }

    /** Whether it is what is wanted now; one that rests is also to begin anew when its driver can do other things. */
    boolean serves(Target wanted) {
        boolean restsRightly =
                resting && wanted.powers().equals(target.powers()) && System.nanoTime() - restedNanos < REST_NANOS;
        return wanted.driver() == target.driver()
                && wanted.login().equals(target.login())
                && (thread.isAlive() || restsRightly);
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether it rests because the device did not take the password. */
    boolean isRefused() {
        return refused;
    }

    void interrupt() {
        ended = true;
        thread.interrupt();
    }

    /** @return whether its thread has ended */
    boolean awaitEnd(long deadlineNanos) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        thread.join(Math.max(1, left));
        return !thread.isAlive();
    }

    private void run(Duration delay) {
        try {
            pause(delay);
            while (!ended && !resting) {
                if (device.wouldRefuse(target.login(), version)) {
                    LOG.info(
                            "Device {} refused the password; it is not listened to until that changes",
                            target.login().address().host());
                    refused = true;
                    rest();
                } else {
                    pause(listenOnce());
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("Listening to {} ends", target.login().address().host());
        }
    }

    private void rest() {
        restedNanos = System.nanoTime();
        resting = true;
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** @return how long to wait before the next try */
    private Duration listenOnce() throws InterruptedException {
        long begun = System.nanoTime();
        try {
            Login.Opened opened = open();
            device.accepted(version);
            try {
                Optional<DeviceEvents> events = opened.session().facet(DeviceEvents.class);
                if (events.isEmpty()) {
                    trouble = "";
                    device.tells(false);
                    rest();
                    return Duration.ZERO;
                }
                boolean only = device.nvr().isEmpty() && isOnly(opened.session().channels());
                trouble = "";
                device.tells(true);
                events.get().listen(new Sink(only));
            } finally {
                close(opened);
            }
        } catch (VmsException e) {
            if (ended) {
                throw new InterruptedException();
            }
            return failed(e, begun);
        } catch (RuntimeException | Error e) {
            if (ended) {
                throw new InterruptedException();
            }
            LOG.warn(
                    "{} failed while listening to {}",
                    target.driver(),
                    target.login().address().host(),
                    e);
            return failed(new VmsException(ErrorCode.INTERNAL, "The driver failed; the log says more", e), begun);
        }
        if (ended || Thread.interrupted()) {
            throw new InterruptedException();
        }
        return backoff(begun);
    }

    private boolean isOnly(List<Channel> channels) {
        return channels.size() == 1;
    }

    private Duration failed(VmsException e, long begun) {
        target.driver().record().failed(device.id(), e);
        if (!trouble.equals(e.getMessage())) {
            LOG.info(
                    "Device {} is not listened to: {}", target.login().address().host(), e.getMessage());
        }
        trouble = DriverRecord.line(e.getMessage());
        if (e.code() == ErrorCode.BAD_CREDENTIALS) {
            device.refused(target.login(), version);
            return Duration.ZERO;
        }
        if (e.code() == ErrorCode.BUSY) {
            return jittered(limits.retry());
        }
        return e.code() == ErrorCode.DEVICE_LOCKED ? jittered(limits.longestRetry()) : backoff(begun);
    }

    private Duration backoff(long begun) {
        if (System.nanoTime() - begun > WELL_NANOS) {
            failures = 0;
        }
        long nanos = limits.retry().toNanos() << Math.min(failures, 16);
        failures++;
        return jittered(Duration.ofNanos(Math.min(nanos, limits.longestRetry().toNanos())));
    }

    /** Devices that were cut off at once, as by a switch, are not to come back at once. */
    private static Duration jittered(Duration time) {
        return Duration.ofNanos(
                (long) (time.toNanos() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    /** On one of the driver's threads, since logging in is limited in time there; a login that comes too late is closed. */
    private Login.Opened open() throws InterruptedException {
        AtomicReference<Login.Opened> handed = new AtomicReference<>();
        AtomicReference<Boolean> givenUp = new AtomicReference<>(false);
        try {
            return target.driver().calls().call(negotiation, () -> {
                Login.Opened opened = target.login().open(target.driver());
                handed.set(opened);
                if (givenUp.get() && handed.compareAndSet(opened, null)) {
                    opened.session().close();
                }
                return opened;
            });
        } catch (VmsException | InterruptedException e) {
            givenUp.set(true);
            Login.Opened late = handed.getAndSet(null);
            if (late != null) {
                close(late);
            }
            throw e;
        }
    }

    private void close(Login.Opened opened) {
        // So that a device that wants a logout gets it.
        boolean interrupted = Thread.interrupted();
        try {
            opened.session().close();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} failed to close a session", target.driver(), e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the driver tells. It is heard no more once the pump has ended, even if it does not heed the interrupt. */
    private final class Sink implements DeviceEvents.Sink {

        private final Function<Optional<String>, Optional<CameraId>> cameraOf;
        private boolean proven;

        Sink(boolean only) {
            this.cameraOf = channel -> cameras.of(target, channel, only);
        }

        @Override
        public void event(DeviceEvent event) throws InterruptedException {
            if (ended) {
                throw new InterruptedException();
            }
            heard(false);
            intake.take(device, target.driver().id(), event, cameraOf);
        }

        @Override
        public void alive() {
            if (!ended) {
                heard(true);
            }
        }

        private void heard(boolean heartbeat) {
            if (!proven) {
                proven = true;
                failures = 0;
                target.driver().record().succeeded(device.id());
            }
            device.heard(heartbeat);
        }
    }
}
