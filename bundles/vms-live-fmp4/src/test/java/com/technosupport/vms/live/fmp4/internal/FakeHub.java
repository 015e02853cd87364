package com.technosupport.vms.live.fmp4.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A hub with one stream, which either plays footage in real time or is fed by hand. */
public final class FakeHub implements StreamHub, AutoCloseable {

    public static final int TICKS_A_FRAME = 90_000 / Footage.FRAMES_A_SECOND;

    public final StreamId stream = new StreamId(new UUID(1, 1));
    public final AtomicInteger subscriptions = new AtomicInteger();
    public final AtomicInteger keyFrameRequests = new AtomicInteger();
    private final List<PacketSink> sinks = new CopyOnWriteArrayList<>();
    private final List<Packet> recent = new ArrayList<>();
    private volatile StreamFormat format;
    private volatile PipelineStatus.State state = PipelineStatus.State.CONNECTING;
    private volatile Thread player;
    private volatile boolean gone;

    @Override
    public Subscription subscribe(StreamId id, String name, int queueBytes, PacketSink sink) {
        if (gone || !id.equals(stream)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "No such stream");
        }
        subscriptions.incrementAndGet();
        synchronized (this) {
            sinks.add(sink);
            if (format != null) {
                sink.started(format, List.copyOf(recent));
            }
        }
        return new Subscription() {
            @Override
            public List<Packet> recent() {
                synchronized (FakeHub.this) {
                    return List.copyOf(recent);
                }
            }

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public void close() {
                synchronized (FakeHub.this) {
                    if (sinks.remove(sink)) {
                        subscriptions.decrementAndGet();
                    }
                }
            }
        };
    }

    public synchronized void start(StreamFormat started) {
        format = started;
        state = PipelineStatus.State.STREAMING;
        recent.clear();
        sinks.forEach(sink -> sink.started(started, List.of()));
    }

    public synchronized void packet(Packet packet) {
        if (packet.key() && packet.track() == 0) {
            recent.clear();
        }
        recent.add(packet);
        sinks.forEach(sink -> sink.packet(packet));
    }

    public synchronized void fail(PipelineStatus.State failed) {
        format = null;
        state = failed;
        recent.clear();
        sinks.forEach(sink -> sink.interrupted("The camera does not answer"));
    }

    /** The stream is taken away: nobody can subscribe to it any more. */
    public synchronized void remove() {
        gone = true;
        fail(PipelineStatus.State.IDLE);
    }

    /** Hands on many packets at once, as when the group of pictures is long. */
    public void packets(List<Packet> packets) {
        packets.forEach(this::packet);
    }

    /** Plays in real time, over and over. */
    public void play(Footage footage) {
        start(footage.format());
        player = new Thread(() -> play(footage, System.nanoTime()), "footage");
        player.start();
    }

    private void play(Footage footage, long start) {
        for (long i = 0; player != null; i++) {
            long due = start + i * 1_000_000_000L / Footage.FRAMES_A_SECOND;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Footage.Picture picture =
                    footage.pictures().get((int) (i % footage.pictures().size()));
            long pts = i * TICKS_A_FRAME;
            packet(new Packet(0, pts, pts, Instant.now(), picture.key(), picture.data()));
        }
    }

    /** Plays in real time, over and over, by the decoding times of the first track. */
    public void play(MediaFile file) {
        start(file.format());
        player = new Thread(() -> play(file, System.nanoTime()), "footage");
        player.start();
    }

    private void play(MediaFile file, long start) {
        long first = file.packets().get(0).dts();
        int ticks = file.format().tracks().get(0).clockRate();
        double length = seconds(file, file.packets().size() - 1) - seconds(file, 0) + 0.04;
        for (long i = 0; player != null; i++) {
            int at = (int) (i % file.packets().size());
            long rounds = i / file.packets().size();
            double shift = rounds * length;
            Packet packet = file.packets().get(at);
            double time = seconds(file, at) - (double) first / ticks + shift;
            long due = start + (long) (time * 1e9);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long more = Math.round(
                    shift * file.format().tracks().get(packet.track()).clockRate());
            ByteBuffer data = packet.data();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            packet(new Packet(
                    packet.track(), packet.pts() + more, packet.dts() + more, Instant.now(), packet.key(), bytes));
        }
    }

    private static double seconds(MediaFile file, int at) {
        Packet packet = file.packets().get(at);
        return (double) packet.dts()
                / file.format().tracks().get(packet.track()).clockRate();
    }

    @Override
    public Optional<StreamFormat> format(StreamId id) {
        return Optional.ofNullable(format);
    }

    @Override
    public void requestKeyFrame(StreamId id) {
        keyFrameRequests.incrementAndGet();
    }

    @Override
    public List<StreamStatistics> statistics() {
        return List.of(new StreamStatistics(
                stream,
                CameraId.next(Clock.systemUTC()),
                new PipelineStatus(state, "The camera does not answer", Instant.EPOCH),
                "",
                List.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of()));
    }

    @Override
    public void close() throws InterruptedException {
        Thread playing = player;
        player = null;
        if (playing != null) {
            playing.join();
        }
    }
}
