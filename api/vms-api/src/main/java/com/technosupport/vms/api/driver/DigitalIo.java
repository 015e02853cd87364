package com.technosupport.vms.api.driver;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A device with contacts: inputs for doors and sensors, outputs for relays. A facet of {@link DeviceSession}. */
@ConsumerType
public interface DigitalIo {

    List<Port> inputs() throws InterruptedException;

    List<Port> outputs() throws InterruptedException;

    /**
     * Switches an output.
     *
     * @param output a {@link Port#id()}
     */
    void switchOutput(String output, boolean active) throws InterruptedException;

    /**
     * A contact.
     *
     * @param id the device's own, stable over restarts
     * @param name as the device shows it; may be empty
     * @param active empty where the device does not tell
     */
    record Port(String id, String name, Optional<Boolean> active) {

        public Port {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(active, "active");
        }
    }
}
