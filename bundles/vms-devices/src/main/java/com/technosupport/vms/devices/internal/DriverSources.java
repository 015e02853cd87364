package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the packets of cameras' streams come from: their addresses, or their drivers where only those can read them. A stream
 * of the latter kind is stored with an address that names its channel and role; it asks for its driver anew each time it is
 * opened, so that it outlives a restart and each of its driver's versions. Safe for use by several threads.
 */
final class DriverSources {

    private static final String SCHEME = "vms-driver";

    private final DriverCatalog drivers;
    /** How often each driver has come after it was away: a stream that waits for it is then opened at once. */
    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();

    DriverSources(DriverCatalog drivers) {
        this.drivers = drivers;
    }

    /** What stands in place of an address. */
    static URI address(String channel, StreamRole role) {
        try {
            return new URI(SCHEME, null, "/" + channel + "/" + role, null);
        } catch (URISyntaxException e) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device's channel has no proper id", e);
        }
    }

    /** What a stream is stored with: its address, or what stands in place of one. */
    static URI address(MediaSource source, String channel, StreamRole role) {
        return source instanceof RtspSource rtsp ? rtsp.uri() : address(channel, role);
    }

    static boolean isDriverRead(CameraStream stream) {
        return SCHEME.equals(stream.uri().getScheme());
    }

    void arrived(String driver) {
        arrivals.merge(driver, 1, Integer::sum);
    }

    MediaSource source(Camera camera, CameraStream stream, Credential credential) {
        return isDriverRead(stream)
                ? new DriverSource(
                        camera, stream.role(), Login.of(camera, credential), arrivals.getOrDefault(camera.driver(), 0))
                : new RtspSource(stream.uri(), RtspOptions.transport(camera.options()));
    }

    /** Equal to another of the same stream, as long as nothing has happened for which it should be opened anew. */
    private final class DriverSource implements CustomSource {

        private final Camera camera;
        private final StreamRole role;
        private final Login login;
        private final int arrival;

        DriverSource(Camera camera, StreamRole role, Login login, int arrival) {
            this.camera = camera;
            this.role = role;
            this.login = login;
            this.arrival = arrival;
        }

        @Override
        public void run(PacketSink sink) throws InterruptedException {
            InstalledDriver installed =
                    drivers.driver(camera).orElseThrow(() -> DriverCatalog.missing(camera.driver()));
            installed.calls().read(() -> {
                Login.Opened opened = login.open(installed);
                try {
                    if (!(opened.session().source(camera.channel(), role) instanceof CustomSource custom)) {
                        throw new VmsException(
                                ErrorCode.NOT_SUPPORTED, "The driver does not read this stream by itself any more");
                    }
                    custom.run(sink);
                } finally {
                    opened.session().close();
                }
            });
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof DriverSource that
                    && camera.id().equals(that.camera.id())
                    && camera.driver().equals(that.camera.driver())
                    && camera.channel().equals(that.camera.channel())
                    && role == that.role
                    && login.equals(that.login)
                    && arrival == that.arrival;
        }

        @Override
        public int hashCode() {
            return Objects.hash(camera.id(), role, arrival);
        }

        @Override
        public String toString() {
            return "stream " + role + " by driver " + camera.driver();
        }
    }
}
