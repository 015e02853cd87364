package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PtzDeadManTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final PtzControl.Velocity LEFT = new PtzControl.Velocity(-1, 0, 0);

    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final Camera device = new Camera();
    private PtzDeadMan deadMan;

    @AfterEach
    void end() {
        deadMan.close();
    }

    private PtzControl guarded(Duration renewal) {
        deadMan = new PtzDeadMan(renewal, this::stop);
        return deadMan.guard(camera, device);
    }

    private void stop(CameraId known, BooleanSupplier wanted) {
        assertThat(known).isEqualTo(camera);
        if (wanted.getAsBoolean()) {
            device.stop("1");
        }
    }

    @Test
    void whatIsNotHeldAnyMoreIsStopped() throws InterruptedException {
        Duration renewal = Duration.ofMillis(300);
        PtzControl ptz = guarded(renewal);
        ptz.move("1", LEFT);
        long moved = System.nanoTime();
        Await.until("it is stopped", () -> device.has("stop"));
        assertThat(Duration.ofNanos(System.nanoTime() - moved)).isGreaterThan(renewal.minusMillis(50));
        deadMan.close();
        assertThat(device.said()).containsExactly("move", "stop");
    }

    @Test
    void whatIsAskedForAgainGoesOnFromThen() throws InterruptedException {
        Duration renewal = Duration.ofSeconds(3);
        PtzControl ptz = guarded(renewal);
        ptz.move("1", LEFT);
        LockSupport.parkNanos(1_000_000_000);
        ptz.move("1", LEFT);
        long again = System.nanoTime();
        Await.until("it is stopped", () -> device.has("stop"));
        assertThat(Duration.ofNanos(System.nanoTime() - again)).isGreaterThan(renewal.minusMillis(50));
    }

    @Test
    void whatWasStoppedOrSentToAPlaceIsLeftAlone() throws InterruptedException {
        PtzControl ptz = guarded(NEVER);
        ptz.move("1", LEFT);
        ptz.stop("1");
        deadMan.close();
        assertThat(device.said()).containsExactly("move", "stop");

        ptz = guarded(NEVER);
        ptz.move("1", LEFT);
        ptz.recall("1", "home");
        deadMan.close();
        assertThat(device.said()).containsExactly("move", "stop", "move", "recall");
    }

    @Test
    void whatTurnsWhenTheServerEndsIsStopped() throws InterruptedException {
        PtzControl ptz = guarded(NEVER);
        ptz.move("1", LEFT);
        ptz.move("1", LEFT);
        deadMan.close();
        assertThat(device.said()).containsExactly("move", "move", "stop");
    }

    @Test
    void aStopThatFailsIsTriedAgain() throws InterruptedException {
        PtzControl ptz = guarded(Duration.ofMillis(50));
        device.failures.add(new VmsException(ErrorCode.DEVICE_UNREACHABLE, "away"));
        device.failures.add(new VmsException(ErrorCode.BUSY, "another call"));
        ptz.move("1", LEFT);
        Await.until("it is stopped", () -> device.has("stop"));
        assertThat(device.failures).isEmpty();
    }

    @Test
    void whatTheDeviceMayHaveTakenIsStoppedToo() throws InterruptedException {
        PtzControl ptz = guarded(NEVER);
        device.moveFailure = new VmsException(ErrorCode.NOT_SUPPORTED, "cannot be turned");
        assertThatThrownBy(() -> ptz.move("1", LEFT)).isInstanceOf(VmsException.class);
        deadMan.close();
        assertThat(device.said()).containsExactly("move");

        PtzControl other = guarded(NEVER);
        device.moveFailure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "no answer");
        assertThatThrownBy(() -> other.move("1", LEFT)).isInstanceOf(VmsException.class);
        deadMan.close();
        assertThat(device.said()).containsExactly("move", "move", "stop");
    }

    /** Notes what it is told. */
    private static final class Camera implements PtzControl {

        private final List<String> said = Collections.synchronizedList(new ArrayList<>());
        private final Queue<VmsException> failures = new ConcurrentLinkedQueue<>();
        private volatile VmsException moveFailure;

        List<String> said() {
            return List.copyOf(said);
        }

        boolean has(String what) {
            return said.contains(what);
        }

        @Override
        public void move(String channel, Velocity velocity) {
            said.add("move");
            if (moveFailure != null) {
                throw moveFailure;
            }
        }

        @Override
        public void stop(String channel) {
            VmsException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            said.add("stop");
        }

        @Override
        public List<Preset> presets(String channel) {
            return List.of();
        }

        @Override
        public void recall(String channel, String preset) {
            said.add("recall");
        }
    }
}
