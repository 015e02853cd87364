package com.technosupport.vms.api.model;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A recorder whose channels were taken in as cameras. Its password is kept apart, sealed.
 *
 * @param name as operators call it; not blank
 * @param driver id of the driver that speaks to it, installed or not
 * @param deviceKey what makes the device the same one when it is met again; unique among recorders
 * @param options settings for the driver
 * @param inputs as the device last told
 * @param outputs as the device last told
 * @param absent channels, by {@link Camera#channel()}, that the device had and has no more; their cameras stay
 * @param syncedAt when its channels were last read; empty if never since
 */
public record Nvr(
        NvrId id,
        String name,
        DeviceAddress address,
        String driver,
        DeviceInfo device,
        String deviceKey,
        Map<String, String> options,
        List<Port> inputs,
        List<Port> outputs,
        List<String> absent,
        Instant createdAt,
        Optional<Instant> syncedAt) {

    public Nvr {
        Objects.requireNonNull(id, "id");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a recorder has a name");
        }
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(deviceKey, "deviceKey");
        options = Map.copyOf(options);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        absent = List.copyOf(absent);
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(syncedAt, "syncedAt");
    }
}
