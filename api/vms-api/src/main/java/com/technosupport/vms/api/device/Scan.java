package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ScanId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A scan as it stands.
 *
 * @param probed addresses asked so far
 * @param total addresses to ask
 * @param detail why it failed, or what part of it did; else empty
 * @param devices each once
 */
public record Scan(ScanId id, State state, int probed, int total, String detail, List<Found> devices) {

    /** What a scan is doing. */
    public enum State {
        RUNNING,
        COMPLETE,
        FAILED
    }

    /**
     * A device that answered.
     *
     * @param camera where it is onboarded already
     */
    public record Found(DiscoveredDevice device, Optional<CameraId> camera) {

        public Found {
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(camera, "camera");
        }
    }

    public Scan {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(detail, "detail");
        devices = List.copyOf(devices);
    }
}
