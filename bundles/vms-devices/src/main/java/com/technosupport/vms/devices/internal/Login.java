package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.MetadataStreams;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.http.SocketDeviceHttp;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** All that it takes to log in at a device. The text form holds no secret. */
record Login(DeviceAddress address, Credential credential, Map<String, String> options) {

    static Login of(Camera camera, Credential credential) {
        return new Login(camera.address(), credential, camera.options());
    }

    /** Call on one of the driver's threads. */
    Opened open(InstalledDriver driver) throws InterruptedException {
        return open(driver, http -> http);
    }

    /** @param lending what the driver gets in place of the HTTP that it would be lent */
    Opened open(InstalledDriver driver, UnaryOperator<DeviceHttp> lending) throws InterruptedException {
        SocketDeviceHttp http = new SocketDeviceHttp(
                address.host(),
                credential,
                Optional.ofNullable(options.get(CameraOptions.CERTIFICATE)),
                driver.calls().traffic());
        Map<String, String> complete = new HashMap<>();
        DriverDescriptor descriptor = driver.descriptor();
        for (DriverOption option : descriptor.options()) {
            complete.put(option.key(), option.defaultValue());
        }
        complete.putAll(options);
        DeviceSession session = driver.driver()
                .connect(new Connection(
                        address, credential, Map.copyOf(complete), lending.apply(http), driver::metadata));
        return new Opened(Objects.requireNonNull(session, "a driver returns a session or throws"), http);
    }

    /** A session with the HTTP that was lent to it. */
    record Opened(DeviceSession session, SocketDeviceHttp http) {}

    private record Connection(
            DeviceAddress address,
            Credential credential,
            Map<String, String> options,
            DeviceHttp http,
            Supplier<Optional<MetadataStreams>> metadata)
            implements DeviceConnection {

        @Override
        public void readMetadata(RtspSource source, MetadataSource.Documents documents) throws InterruptedException {
            MetadataStreams streams = metadata.get()
                    .orElseThrow(() ->
                            new VmsException(ErrorCode.NOT_SUPPORTED, "Metadata streams cannot be read at the moment"));
            streams.read("metadata of " + address.host(), source, credential, new MetadataDocuments(http, documents));
        }

        @Override
        public String toString() {
            return "connection to " + address.host();
        }
    }
}
