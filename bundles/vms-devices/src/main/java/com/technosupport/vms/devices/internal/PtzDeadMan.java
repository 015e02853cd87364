package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops cameras that nobody holds any more. Whoever turns one asks again and again while it is to turn; when that ends, by a
 * browser that is closed, a line that breaks or a login that runs out, the camera is stopped by us. Not all devices have a
 * time limit of their own, and theirs is up to a minute. Safe for use by several threads.
 */
final class PtzDeadMan implements AutoCloseable {

    /** Twice of what the dashboard takes, so that one answer may be lost. */
    static final Duration RENEWAL = Duration.ofSeconds(4);

    private static final Logger LOG = LoggerFactory.getLogger(PtzDeadMan.class);
    private static final int THREADS = 4;
    private static final int TRIES = 3;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration DEPARTURE = Duration.ofSeconds(2);

    private final Duration renewal;
    private final Stopper stopper;
    private final Map<CameraId, Movement> movements = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor threads =
            new ScheduledThreadPoolExecutor(THREADS, new NamedThreads("vms-devices-ptz"));

    /** The way to a camera. */
    @FunctionalInterface
    interface Stopper {

        /** @param wanted asked once, when the camera's turn has come: a new movement may have begun meanwhile */
        void stop(CameraId camera, BooleanSupplier wanted) throws InterruptedException;
    }

    /** One that was asked for, known by its identity. */
    private static final class Movement {
        private int tries;
        private volatile boolean taken;
    }

    /** @param renewal how long a movement goes on without being asked for again */
    PtzDeadMan(Duration renewal, Stopper stopper) {
        this.renewal = renewal;
        this.stopper = stopper;
        threads.setRemoveOnCancelPolicy(true);
        threads.setKeepAliveTime(30, TimeUnit.SECONDS);
        threads.allowCoreThreadTimeOut(true);
    }

    /** The same power, watched. */
    PtzControl guard(CameraId camera, PtzControl ptz) {
        return new Guarded(camera, ptz);
    }

    private void moves(CameraId camera) {
        Movement movement = new Movement();
        movements.put(camera, movement);
        schedule(camera, movement, renewal);
    }

    private void schedule(CameraId camera, Movement movement, Duration delay) {
        try {
            // A movement that is renewed leaves its task behind, which finds itself outdated: a few a second at most.
            var unused = threads.schedule(() -> end(camera, movement), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Camera {}: nobody watches its movement any more", camera);
        }
    }

    private void end(CameraId camera, Movement movement) {
        if (movements.get(camera) != movement) {
            return;
        }
        try {
            stopper.stop(camera, () -> {
                movement.taken = movements.remove(camera, movement);
                return movement.taken;
            });
            if (movement.taken) {
                LOG.info("Camera {} was turned and not told to stop; it is stopped", camera);
            }
        } catch (VmsException e) {
            boolean turning = movement.taken
                    ? movements.putIfAbsent(camera, movement) == null
                    : movements.get(camera) == movement;
            movement.taken = false;
            boolean hopeless = ++movement.tries >= TRIES
                    || e.code() == ErrorCode.NOT_FOUND
                    || e.code() == ErrorCode.NOT_SUPPORTED
                    || threads.isShutdown();
            if (turning && !hopeless) {
                schedule(camera, movement, AGAIN);
            } else if (turning && movements.remove(camera, movement)) {
                LOG.warn("Camera {} may still be turning, since it could not be stopped: {}", camera, e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            movements.remove(camera, movement);
            LOG.error("Camera {} may still be turning", camera, e);
        }
    }

    /** Stops what turns, as far as that can be done in a moment. */
    @Override
    public void close() {
        if (threads.isShutdown()) {
            return;
        }
        List<Future<?>> ends = new ArrayList<>();
        movements.forEach((camera, movement) -> ends.add(threads.submit(() -> end(camera, movement))));
        long deadline = System.nanoTime() + DEPARTURE.toNanos();
        try {
            for (Future<?> end : ends) {
                end.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Cameras may still be turning: {}", movements.keySet());
        }
        NamedThreads.end(threads, "PTZ", DEPARTURE);
    }

    private final class Guarded implements PtzControl {

        private final CameraId camera;
        private final PtzControl ptz;

        Guarded(CameraId camera, PtzControl ptz) {
            this.camera = camera;
            this.ptz = ptz;
        }

        @Override
        public void move(String channel, Velocity velocity) throws InterruptedException {
            boolean moved = movements.containsKey(camera);
            try {
                ptz.move(channel, velocity);
            } catch (VmsException e) {
                // One that the device may have taken all the same is stopped.
                if (moved || e.code() == ErrorCode.DEVICE_UNREACHABLE || e.code() == ErrorCode.DEVICE_PROTOCOL) {
                    moves(camera);
                }
                throw e;
            } catch (InterruptedException e) {
                moves(camera);
                throw e;
            }
            moves(camera);
        }

        @Override
        public void stop(String channel) throws InterruptedException {
            ptz.stop(channel);
            movements.remove(camera);
        }

        @Override
        public List<Preset> presets(String channel) throws InterruptedException {
            return ptz.presets(channel);
        }

        @Override
        public void recall(String channel, String preset) throws InterruptedException {
            ptz.recall(channel, preset);
            movements.remove(camera);
        }

        @Override
        public Preset store(String channel, Optional<String> preset, String name) throws InterruptedException {
            return ptz.store(channel, preset, name);
        }

        @Override
        public void forget(String channel, String preset) throws InterruptedException {
            ptz.forget(channel, preset);
        }
    }
}
