package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver for one recorder that the test makes up. */
final class FakeRecorder implements VendorDriver {

    final AtomicInteger connects = new AtomicInteger();
    final List<Channel> channels = new CopyOnWriteArrayList<>();
    final List<DigitalIo.Port> inputs = new CopyOnWriteArrayList<>();
    final List<String> switched = new CopyOnWriteArrayList<>();
    volatile String password = "right";
    volatile String serial = "NVR-77";
    volatile RuntimeException failure;
    /** When set, its streams are read by itself. */
    volatile CustomSource custom;

    volatile RuntimeException contactsFailure;

    static Channel channel(String id, String name, boolean connected) {
        List<ChannelStream> streams = connected
                ? List.of(
                        new ChannelStream(StreamRole.MAIN, Codec.H264, 1920, 1080, 25),
                        new ChannelStream(StreamRole.SUB, Codec.H264, 640, 360, 12))
                : List.of();
        return new Channel(id, name, streams, connected, new DeviceInfo("Behind", "Cam " + id, "", ""));
    }

    @Override
    public DriverDescriptor descriptor() {
        return new DriverDescriptor(
                "recorder", "Recorder", List.of(), Set.of(DigitalIo.class, StillImage.class), false);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) {
        connects.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        if (!connection.credential().password().equals(password)) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        }
        return new Session(connection.address().host());
    }

    private final class Session implements DeviceSession, DigitalIo, StillImage {

        private final String host;

        Session(String host) {
            this.host = host;
        }

        @Override
        public DeviceInfo info() {
            return new DeviceInfo("Acme", "NVR 32", "1", serial);
        }

        @Override
        public List<Channel> channels() {
            return new ArrayList<>(channels);
        }

        @Override
        public MediaSource source(String channel, StreamRole role) {
            if (custom != null) {
                return custom;
            }
            return new RtspSource(
                    URI.create("rtsp://" + host + "/ch" + channel.hashCode() + "/" + role), RtspSource.Transport.TCP);
        }

        @Override
        public <F> Optional<F> facet(Class<F> type) {
            return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
        }

        @Override
        public byte[] capture(String channel) {
            return new byte[] {1};
        }

        @Override
        public List<Port> inputs() {
            if (contactsFailure != null) {
                throw contactsFailure;
            }
            return List.copyOf(inputs);
        }

        @Override
        public List<Port> outputs() {
            return List.of(new Port("o1", "Relay", Optional.of(false)));
        }

        @Override
        public void switchOutput(String output, boolean active) {
            switched.add(output + "=" + active);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
