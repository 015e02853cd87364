package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.NvrId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a recorder has, and what becomes or would become of it.
 *
 * @param id empty in a preview of a recorder that is not known
 * @param channels each the device has, in its order
 * @param problems sentences on what could not be read or taken in, beside the rest that was
 */
public record NvrImport(
        Optional<NvrId> id,
        String driver,
        DeviceInfo device,
        List<ImportedChannel> channels,
        List<Port> inputs,
        List<Port> outputs,
        List<String> problems) {

    public NvrImport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(device, "device");
        channels = List.copyOf(channels);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        problems = List.copyOf(problems);
    }

    /**
     * A channel.
     *
     * @param camera the camera that it is; empty when it is none, or in a preview not yet
     */
    public record ImportedChannel(Channel channel, Optional<CameraId> camera) {

        public ImportedChannel {
            Objects.requireNonNull(channel, "channel");
            Objects.requireNonNull(camera, "camera");
        }
    }
}
