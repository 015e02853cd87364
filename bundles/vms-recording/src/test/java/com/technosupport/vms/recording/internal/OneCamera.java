package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** A camera with its one stream, fed by hand. */
final class OneCamera implements DeviceRegistry, StreamHub {

    static final CameraId ID = new CameraId(new UUID(7, 7));
    static final StreamId STREAM = new StreamId(new UUID(7, 8));

    volatile CameraState state = CameraState.ONLINE;
    private volatile PacketSink sink;
    private volatile StreamFormat format;

    boolean hasReader() {
        return sink != null;
    }

    void start(StreamFormat started) {
        format = started;
        sink.started(started, List.of());
    }

    void send(List<Packet> packets) {
        PacketSink to = sink;
        packets.forEach(to::packet);
    }

    void interrupt() {
        format = null;
        sink.interrupted("The connection broke");
    }

    @Override
    public List<Camera> cameras() {
        return List.of(new Camera(
                ID,
                "yard",
                new DeviceAddress("127.0.0.1", OptionalInt.empty(), Optional.empty()),
                "rtsp",
                new DeviceInfo("Acme", "Dome", "1", "SN"),
                "key",
                "1",
                true,
                Map.of(),
                List.of(new CameraStream(
                        STREAM, StreamRole.MAIN, Codec.H264, 640, 360, 25, URI.create("rtsp://127.0.0.1/main"))),
                Instant.EPOCH,
                Optional.empty(),
                SiteId.DEFAULT));
    }

    @Override
    public Optional<Camera> camera(CameraId id) {
        return cameras().stream().filter(camera -> camera.id().equals(id)).findFirst();
    }

    @Override
    public CameraStatus status(CameraId id) {
        return new CameraStatus(state, "", Instant.EPOCH);
    }

    @Override
    public Camera onboard(OnboardRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Camera update(CameraId id, CameraChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(CameraId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <F, R> R with(CameraId id, Class<F> facet, FacetAction<F, R> action) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<DriverInfo> drivers() {
        return List.of();
    }

    @Override
    public Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink to) {
        sink = to;
        if (format != null) {
            to.started(format, List.of());
        }
        return new Subscription() {
            @Override
            public List<Packet> recent() {
                return List.of();
            }

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public void close() {
                sink = null;
            }
        };
    }

    @Override
    public Optional<StreamFormat> format(StreamId stream) {
        return Optional.ofNullable(format);
    }

    @Override
    public void requestKeyFrame(StreamId stream) {
        // The next one comes by itself.
    }

    @Override
    public List<StreamStatistics> statistics() {
        return List.of();
    }
}
