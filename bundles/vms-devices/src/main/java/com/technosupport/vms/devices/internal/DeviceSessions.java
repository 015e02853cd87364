package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logins at devices, kept for a while because logging in is slow. One call at a time a device; each runs on a thread of
 * its driver and is interrupted when it takes too long.
 */
final class DeviceSessions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceSessions.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Map<Object, Slot> slots = new ConcurrentHashMap<>();

    /** What to do with a session. */
    @FunctionalInterface
    interface Call<T> {

        T apply(Login.Opened opened) throws InterruptedException;
    }

    /**
     * Runs a call with a session, opening one if there is none.
     *
     * @param device as {@link DriverCatalog#device} has it: the cameras of a recorder share its session, so that a refused
     *     password is tried once and not by each of them
     * @throws VmsException as the driver says, and as {@link DriverCalls#call}; without asking the device where it has just
     *     failed several times, or has refused the password
     */
    <T> T use(Object device, InstalledDriver driver, Login login, Duration limit, Call<T> call)
            throws InterruptedException {
        Slot slot = slots.computeIfAbsent(device, key -> new Slot());
        long deadline = System.nanoTime() + limit.toNanos();
        if (!slot.lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new VmsException(ErrorCode.BUSY, "Another call to the device takes its time");
        }
        try {
            slot.askedBy(driver, login);
            Optional<VmsException> objection = slot.breaker.objection(System.nanoTime());
            if (objection.isPresent()) {
                throw objection.get();
            }
            return ask(device, slot, driver, login, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())), call);
        } finally {
            slot.lock.unlock();
        }
    }

    private static <T> T ask(
            Object device, Slot slot, InstalledDriver driver, Login login, Duration limit, Call<T> call)
            throws InterruptedException {
        try {
            T result = slot.run(driver, login, limit, call);
            slot.breaker.succeeded();
            slot.trusted = slot.asked;
            driver.record().succeeded(device);
            return result;
        } catch (VmsException e) {
            slot.breaker.failed(e, System.nanoTime());
            driver.record().failed(device, e);
            throw e;
        }
    }

    /** Whether a call would not have to log in first. */
    boolean isOpen(Object device) {
        Slot slot = slots.get(device);
        return slot != null && slot.current != null;
    }

    /** Closes a device's session and forgets its failures: its address or password has changed, or it is gone. */
    void forget(Object device) {
        Slot slot = slots.remove(device);
        if (slot != null) {
            closeAll(slot::leave);
        }
    }

    /** Closes a device's session, since a driver may keep what it has read of a device: the next call reads it anew. */
    void renew(Object device) {
        Slot slot = slots.get(device);
        if (slot != null) {
            closeAll(slot::discard);
        }
    }

    /** How many devices of a driver are not asked now, since they have failed or refused the password. */
    long spared(String driver) {
        long now = System.nanoTime();
        return slots.values().stream()
                .filter(slot -> slot.askedDriver.equals(driver))
                .filter(slot -> slot.breaker.isOpen(now))
                .count();
    }

    void closeIdle(Duration idle) {
        long now = System.nanoTime();
        slots.values().forEach(slot -> {
            Held held = slot.current;
            if (held != null && now - held.usedNanos > idle.toNanos() && slot.lock.tryLock()) {
                try {
                    held.driver.calls().offer(slot::discard);
                } finally {
                    slot.lock.unlock();
                }
            }
        });
    }

    /** Closes what a driver opened, while it is still there to do it. */
    void closeAllOf(InstalledDriver driver) {
        closeAll(() -> slots.values().forEach(slot -> {
            Held held = slot.current;
            if (held != null && held.driver.equals(driver)) {
                slot.discard();
            }
        }));
    }

    @Override
    public void close() {
        closeAll(() -> slots.values().forEach(Slot::leave));
        slots.clear();
    }

    /** Drivers' code, so on a thread that is given up when it hangs. */
    private static void closeAll(Runnable work) {
        ExecutorService thread = Executors.newSingleThreadExecutor(new NamedThreads("vms-devices-close"));
        thread.execute(work);
        thread.shutdown();
        boolean interrupted = false;
        try {
            if (!thread.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
                LOG.warn("Closing device sessions takes too long and is given up");
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Held {

        final InstalledDriver driver;
        final Login login;
        final Login.Opened opened;
        volatile long usedNanos = System.nanoTime();

        Held(InstalledDriver driver, Login login, Login.Opened opened) {
            this.driver = driver;
            this.login = login;
            this.opened = opened;
        }

        void close() {
            DeviceSession session = opened.session();
            try {
                session.close();
            } catch (RuntimeException | Error e) {
                // Whatever the driver throws, the other sessions are to be closed too.
                LOG.warn("Driver {} failed to close a session", driver.id(), e);
            }
        }
    }

    private static final class Slot {

        /** Held by the caller, not by the driver's thread: a call that hangs in the driver must not hold it for ever. */
        final ReentrantLock lock = new ReentrantLock();

        final Breaker breaker = new Breaker(Clock.systemUTC());
        volatile Held current;
        volatile String askedDriver = "";
        /** The version that was last asked, and the one that last succeeded. Guarded by the lock. */
        private String asked = "";

        private String trusted = "";
        private Login askedWith;
        private boolean left;

        /** What one version failed at is not held against another, unless the device might lock the account for it. */
        void askedBy(InstalledDriver driver, Login login) {
            if (!login.equals(askedWith)) {
                // Another password or address: what the former failed at says nothing of it.
                breaker.succeeded();
                askedWith = login;
            }
            askedDriver = driver.id();
            String version = driver.bundle() + " " + driver.version();
            if (!asked.equals(version)) {
                breaker.otherVersion(trusted.equals(version));
                asked = version;
            }
        }

        <T> T run(InstalledDriver driver, Login login, Duration limit, Call<T> call) throws InterruptedException {
            AtomicBoolean givenUp = new AtomicBoolean();
            try {
                return driver.calls().call(limit, () -> work(driver, login, call, givenUp));
            } finally {
                givenUp.set(true);
            }
        }

        /** On the driver's thread, which alone takes and puts back the session; so no session is lost or closed twice. */
        private <T> T work(InstalledDriver driver, Login login, Call<T> call, AtomicBoolean givenUp)
                throws InterruptedException {
            Held held = take();
            if (held != null && (!held.driver.equals(driver) || !held.login.equals(login))) {
                // The session of a driver that is gone was closed when that went, and this is not accepted any more.
                held.driver.calls().offer(held::close);
                held = null;
            }
            if (held == null) {
                held = new Held(driver, login, login.open(driver));
            }
            boolean usable = false;
            try {
                T result = call.apply(held.opened);
                usable = true;
                return result;
            } catch (VmsException e) {
                usable = e.code() == ErrorCode.NOT_SUPPORTED || e.code() == ErrorCode.INVALID_REQUEST;
                throw e;
            } finally {
                held.usedNanos = System.nanoTime();
                if (!usable || !putBack(held, givenUp)) {
                    held.close();
                }
            }
        }

        private synchronized Held take() {
            Held held = current;
            current = null;
            return held;
        }

        private synchronized boolean putBack(Held held, AtomicBoolean givenUp) {
            if (givenUp.get() || current != null || left) {
                return false;
            }
            current = held;
            return true;
        }

        /** For a slot that nobody finds any more: what is still running closes its session itself. */
        void leave() {
            synchronized (this) {
                left = true;
            }
            discard();
        }

        void discard() {
            Held held = take();
            if (held != null) {
                held.close();
            }
        }
    }
}
