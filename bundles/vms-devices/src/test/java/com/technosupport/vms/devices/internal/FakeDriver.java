package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver for devices that the test makes up. The password is {@code right}. */
final class FakeDriver implements VendorDriver {

    final AtomicInteger connects = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger keyFrames = new AtomicInteger();
    final AtomicInteger moves = new AtomicInteger();
    final AtomicInteger stops = new AtomicInteger();
    volatile String serial = "SERIAL-1";
    /** When set, its streams are read by itself. */
    volatile CustomSource custom;

    /** When set, it records. */
    volatile DeviceArchive archive;

    /** When set, it can be spoken by. */
    volatile TalkBack talkBack;

    volatile String path = "/main";
    volatile RuntimeException failure;
    /** When set, stills wait for it, or for an interrupt. */
    volatile CountDownLatch stillGate;

    final CountDownLatch stillBegun = new CountDownLatch(1);
    volatile boolean called;

    @Override
    public DriverDescriptor descriptor() {
        return new DriverDescriptor(
                "fake",
                "Fake",
                List.of(new DriverOption(
                        "transport", "Transport", "How.", List.of("automatic", "tcp", "udp"), "automatic")),
                talkBack == null ? Set.of(StillImage.class) : Set.of(StillImage.class, TalkBack.class),
                false);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) {
        called = true;
        connects.incrementAndGet();
        if (failure != null) {
            throw failure;
        }
        if (!connection.credential().password().equals("right")) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        }
        open.incrementAndGet();
        return new Session(connection.address().host());
    }

    private final class Session implements DeviceSession, StillImage, KeyFrameRequest, PtzControl {

        private final String host;
        private boolean closed;

        Session(String host) {
            this.host = host;
        }

        @Override
        public DeviceInfo info() {
            called = true;
            return new DeviceInfo("Maker", "Model", "1", serial);
        }

        @Override
        public List<Channel> channels() {
            return List.of(new Channel(
                    "c1",
                    "Front door",
                    List.of(
                            new ChannelStream(StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0),
                            new ChannelStream(StreamRole.SUB, Codec.H264, 640, 360, 12))));
        }

        @Override
        public MediaSource source(String channel, StreamRole role) {
            if (custom != null) {
                return custom;
            }
            URI uri = URI.create("rtsp://" + host + path + (role == StreamRole.SUB ? "-sub" : ""));
            return new RtspSource(uri, RtspSource.Transport.AUTOMATIC);
        }

        @Override
        public <F> Optional<F> facet(Class<F> type) {
            called = true;
            if (type == DeviceArchive.class) {
                return Optional.ofNullable(type.cast(archive));
            }
            if (type == TalkBack.class) {
                return Optional.ofNullable(type.cast(talkBack));
            }
            return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
        }

        @Override
        public byte[] capture(String channel) throws InterruptedException {
            stillBegun.countDown();
            if (stillGate != null) {
                stillGate.await();
            }
            return new byte[] {1};
        }

        @Override
        public void move(String channel, Velocity velocity) {
            moves.incrementAndGet();
        }

        @Override
        public void stop(String channel) {
            stops.incrementAndGet();
        }

        @Override
        public List<Preset> presets(String channel) {
            return List.of();
        }

        @Override
        public void recall(String channel, String preset) {
            moves.incrementAndGet();
        }

        @Override
        public void request(String channel, StreamRole role) {
            keyFrames.incrementAndGet();
        }

        @Override
        public void close() {
            called = true;
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
