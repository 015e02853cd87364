package com.technosupport.vms.api.model;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A camera: one picture, whatever device it comes from. Its password is kept apart, sealed.
 *
 * @param name as operators call it; not blank
 * @param driver id of the driver that speaks to it, installed or not
 * @param deviceKey what makes the device the same one when it is met again, such as its serial; unique among cameras
 * @param channel the device's own name of the picture, from {@link com.technosupport.vms.api.driver.Channel#id()}
 * @param options settings for the driver, by the names the driver declares
 * @param streams at most one a role
 * @param nvr the recorder it was taken in with; empty for a device of its own
 * @param site where it is
 */
public record Camera(
        CameraId id,
        String name,
        DeviceAddress address,
        String driver,
        DeviceInfo device,
        String deviceKey,
        String channel,
        boolean enabled,
        Map<String, String> options,
        List<CameraStream> streams,
        Instant createdAt,
        Optional<NvrId> nvr,
        SiteId site) {

    public Camera {
        Objects.requireNonNull(id, "id");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a camera has a name");
        }
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(deviceKey, "deviceKey");
        Objects.requireNonNull(channel, "channel");
        options = Map.copyOf(options);
        streams = List.copyOf(streams);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(nvr, "nvr");
        Objects.requireNonNull(site, "site");
        if (streams.stream().map(CameraStream::role).distinct().count() != streams.size()) {
            throw new IllegalArgumentException("two streams of one role");
        }
    }

    public Optional<CameraStream> stream(StreamRole role) {
        return streams.stream().filter(stream -> stream.role() == role).findFirst();
    }
}
