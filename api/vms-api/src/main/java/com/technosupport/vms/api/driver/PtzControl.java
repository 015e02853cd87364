package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A device whose picture can be turned and zoomed. A facet of {@link DeviceSession}. */
@ConsumerType
public interface PtzControl {

    /** Moves until {@link #stop}, or until the device's own time limit. Returns when the device has accepted it. */
    void move(String channel, Velocity velocity) throws InterruptedException;

    void stop(String channel) throws InterruptedException;

    /** The stored positions, in the device's order; empty where it has none. */
    List<Preset> presets(String channel) throws InterruptedException;

    /**
     * Moves to a stored position.
     *
     * @param preset a {@link Preset#id()}
     */
    void recall(String channel, String preset) throws InterruptedException;

    /**
     * Stores where the camera looks now.
     *
     * @param preset the {@link Preset#id()} of one that is replaced; empty for a new one
     * @param name as the device shall show it, as far as it takes it
     * @return as the device knows it
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when the device stores none, or no more
     */
    default Preset store(String channel, Optional<String> preset, String name) throws InterruptedException {
        throw new VmsException(ErrorCode.NOT_SUPPORTED, "This device's positions are stored on the device itself");
    }

    /**
     * Forgets a stored position.
     *
     * @param preset a {@link Preset#id()}
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED}
     */
    default void forget(String channel, String preset) throws InterruptedException {
        throw new VmsException(ErrorCode.NOT_SUPPORTED, "This device's positions are removed on the device itself");
    }

    /**
     * How fast to move, as parts of the device's full speed, each -1 to 1.
     *
     * @param pan to the right if positive
     * @param tilt upwards if positive
     * @param zoom closer if positive
     */
    record Velocity(double pan, double tilt, double zoom) {

        public Velocity {
            if (!(Math.abs(pan) <= 1 && Math.abs(tilt) <= 1 && Math.abs(zoom) <= 1)) {
                throw new IllegalArgumentException("a velocity is from -1 to 1");
            }
        }
    }

    /**
     * A stored position.
     *
     * @param id the device's own
     * @param name as the device shows it; may be empty
     */
    record Preset(String id, String name) {

        public Preset {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
        }
    }
}
