package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A media plane and hub whose pipelines do at once what the test says of their address, on the caller's thread. */
final class FakeMedia implements MediaPlane, StreamHub {

    static final StreamFormat VIDEO =
            new StreamFormat(List.of(new Track(0, Codec.H264, 90_000, 0, 1280, 720, new byte[0])));
    static final StreamFormat SOUND = new StreamFormat(List.of(new Track(0, Codec.PCMA, 8000, 1, 0, 0, new byte[0])));

    /** What becomes of a pipeline. */
    record Fate(State state, String detail, StreamFormat format) {}

    /** What the statistics say of each stream. */
    volatile double frameRate;

    final PipelineEvents events;
    final List<PipelineRequest> started = new ArrayList<>();
    final List<StreamId> stopped = new ArrayList<>();
    private final Map<StreamId, PipelineRequest> running = new LinkedHashMap<>();
    private final Map<StreamId, PipelineStatus> statuses = new HashMap<>();
    private final Map<StreamId, StreamFormat> formats = new HashMap<>();
    private Function<RtspSource, Fate> fate = source -> new Fate(State.STREAMING, "", VIDEO);

    FakeMedia(PipelineEvents events) {
        this.events = events;
    }

    synchronized void fate(Function<RtspSource, Fate> newFate) {
        fate = newFate;
    }

    static Fate streaming() {
        return new Fate(State.STREAMING, "", VIDEO);
    }

    synchronized List<PipelineRequest> running() {
        return List.copyOf(running.values());
    }

    synchronized int starts() {
        return started.size();
    }

    synchronized int stops() {
        return stopped.size();
    }

    @Override
    public void startPipeline(PipelineRequest request) {
        Fate next;
        synchronized (this) {
            PipelineRequest before = running.put(request.stream(), request);
            started.add(request);
            if (before != null
                    && before.source().equals(request.source())
                    && before.credential().equals(request.credential())
                    && before.demand() == request.demand()) {
                return;
            }
            // A driver's own source is read by the test.
            next = request.source() instanceof RtspSource rtsp ? fate.apply(rtsp) : streaming();
        }
        become(request, next);
    }

    void become(PipelineRequest request, Fate next) {
        PipelineStatus status = new PipelineStatus(next.state(), next.detail(), Instant.EPOCH);
        synchronized (this) {
            statuses.put(request.stream(), status);
            if (next.state() == State.STREAMING) {
                formats.put(request.stream(), next.format());
            } else {
                formats.remove(request.stream());
            }
        }
        events.pipelineChanged(request.camera(), request.stream(), status);
        if (next.state() == State.STREAMING) {
            events.formatChanged(request.camera(), request.stream(), next.format());
        }
    }

    @Override
    public synchronized void stopPipeline(StreamId stream) {
        if (running.remove(stream) != null) {
            stopped.add(stream);
        }
        statuses.remove(stream);
        formats.remove(stream);
    }

    @Override
    public synchronized Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink sink) {
        StreamFormat format = formats.get(stream);
        if (format != null) {
            sink.started(format, List.of());
            sink.packet(new Packet(0, 0, 0, Instant.EPOCH, true, new byte[4]));
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
                // Nothing to end.
            }
        };
    }

    @Override
    public synchronized Optional<StreamFormat> format(StreamId stream) {
        return Optional.ofNullable(formats.get(stream));
    }

    @Override
    public void requestKeyFrame(StreamId stream) {
        throw new AssertionError("asked for by readers only");
    }

    @Override
    public synchronized List<StreamStatistics> statistics() {
        return running.values().stream()
                .map(request -> new StreamStatistics(
                        request.stream(),
                        request.camera(),
                        statuses.getOrDefault(
                                request.stream(), new PipelineStatus(State.CONNECTING, "", Instant.EPOCH)),
                        "fake",
                        List.of(),
                        1,
                        1,
                        1,
                        frameRate,
                        0,
                        0,
                        0,
                        0,
                        List.of()))
                .toList();
    }
}
