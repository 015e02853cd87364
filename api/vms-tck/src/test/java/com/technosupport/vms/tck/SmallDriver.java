package com.technosupport.vms.tck;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps to the contract. What it does in each place can be made bad. */
class SmallDriver implements VendorDriver {

    Set<Class<?>> declared() {
        return Set.of();
    }

    /** What it asks the device for. */
    String ask(DeviceConnection connection) throws InterruptedException {
        Response response = connection
                .http()
                .send(Request.get(URI.create("http://" + connection.address().host() + ":"
                        + connection.address().port().orElseThrow() + "/info")));
        if (response.status() != 200) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device answers " + response.status());
        }
        return new String(response.body(), StandardCharsets.ISO_8859_1);
    }

    Optional<?> facet(Class<?> type) {
        return Optional.empty();
    }

    /** Which main stream a channel has. */
    MediaSource source(String channel, DeviceConnection connection) {
        if (!channel.equals("1")) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such channel");
        }
        return new RtspSource(
                URI.create("rtsp://" + connection.address().host() + "/main"), RtspSource.Transport.AUTOMATIC);
    }

    String text(DeviceConnection connection) {
        return "session at " + connection.address();
    }

    void close(int times) {
        // Nothing is open.
    }

    @Override
    public DriverDescriptor descriptor() {
        return new DriverDescriptor("small", "Small", List.of(), declared(), false);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        String answer = ask(connection);
        if (!answer.startsWith("serial=")) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device says nothing of itself");
        }
        return new Session(connection, answer.substring("serial=".length()));
    }

    private final class Session implements DeviceSession {

        private final DeviceConnection connection;
        private final String serial;
        private int closed;

        Session(DeviceConnection connection, String serial) {
            this.connection = connection;
            this.serial = serial;
        }

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("Small", "One", "1", serial);
        }

        @Override
        public List<Channel> channels() {
            return List.of(new Channel("1", "", List.of(new ChannelStream(StreamRole.MAIN, Codec.H264, 0, 0, 0))));
        }

        @Override
        public MediaSource source(String channel, StreamRole role) {
            return SmallDriver.this.source(channel, connection);
        }

        @Override
        public <F> Optional<F> facet(Class<F> type) {
            return SmallDriver.this.facet(type).map(type::cast);
        }

        @Override
        public void close() {
            SmallDriver.this.close(++closed);
        }

        @Override
        public String toString() {
            return text(connection);
        }
    }
}
