package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.model.CameraId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/** A scan as clients see it. */
@Schema(name = "Scan")
public record ScanView(UUID scanId, Scan.State state, int probed, int total, String detail, List<DeviceView> devices) {

    /**
     * A device that answered; all of it is its own claim.
     *
     * @param cameraId where it is a camera already
     */
    @Schema(name = "DiscoveredDevice")
    public record DeviceView(
            String ip,
            int port,
            List<URI> xaddrs,
            List<String> scopes,
            String name,
            String hardware,
            String driver,
            @Schema(nullable = true) UUID cameraId) {

        static DeviceView of(Scan.Found found) {
            DiscoveredDevice device = found.device();
            return new DeviceView(
                    device.ip(),
                    device.port(),
                    device.xaddrs(),
                    device.scopes(),
                    device.name(),
                    device.hardware(),
                    device.driver(),
                    found.camera().map(CameraId::value).orElse(null));
        }
    }

    public static ScanView of(Scan scan) {
        return new ScanView(
                scan.id().value(),
                scan.state(),
                scan.probed(),
                scan.total(),
                scan.detail(),
                scan.devices().stream().map(DeviceView::of).toList());
    }
}
