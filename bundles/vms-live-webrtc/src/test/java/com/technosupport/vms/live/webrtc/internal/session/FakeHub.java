package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A hub with a stream and a smaller one, each of which either plays footage in real time or is fed by hand. */
final class FakeHub implements StreamHub, AutoCloseable {

    static final int TICKS_A_FRAME = 90_000 / Footage.FRAMES_A_SECOND;

    /** One stream. */
    final class Channel {
        final StreamId id;
        private final List<PacketSink> sinks = new CopyOnWriteArrayList<>();
        private final List<Packet> recent = new ArrayList<>();
        private volatile StreamFormat format;
        private volatile PipelineStatus.State state = PipelineStatus.State.CONNECTING;
        private volatile Thread player;

        private Channel(long id) {
            this.id = new StreamId(new UUID(id, id));
        }

        int subscribers() {
            return sinks.size();
        }

        synchronized void start(StreamFormat started) {
            format = started;
            state = PipelineStatus.State.STREAMING;
            recent.clear();
            sinks.forEach(sink -> sink.started(started, List.of()));
        }

        synchronized void packet(Packet packet) {
            boolean video = packet.track() == 0;
            if (packet.key() && video) {
                recent.clear();
            }
            recent.add(packet);
            sinks.forEach(sink -> sink.packet(packet));
        }

        synchronized void fail(PipelineStatus.State failed) {
            format = null;
            state = failed;
            recent.clear();
            sinks.forEach(sink -> sink.interrupted("The camera does not answer"));
        }

        private synchronized void add(PacketSink sink) {
            sinks.add(sink);
            if (format != null) {
                sink.started(format, List.copyOf(recent));
            }
        }

        private synchronized void remove(PacketSink sink) {
            if (sinks.remove(sink)) {
                subscriptions.decrementAndGet();
            }
        }

        /** Plays in real time, over and over. */
        void play(Footage footage, Optional<Tone> tone) {
            List<Track> tracks = new ArrayList<>(footage.format().tracks());
            tone.ifPresent(sound -> tracks.add(sound.track(1)));
            start(new StreamFormat(tracks));
            player = new Thread(() -> play(footage, tone, System.nanoTime()), "footage");
            player.start();
        }

        private void play(Footage footage, Optional<Tone> tone, long start) {
            for (long i = 0; player != null; i++) {
                long due = start + i * 1_000_000_000L / Footage.FRAMES_A_SECOND;
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Footage.Picture picture =
                        footage.pictures().get((int) (i % footage.pictures().size()));
                long pts = i * TICKS_A_FRAME;
                packet(new Packet(0, pts, pts, Instant.now(), picture.key(), picture.data()));
                if (tone.isPresent()) {
                    Tone sound = tone.get();
                    for (long frame = 2 * i; frame < 2 * i + 2; frame++) {
                        long time = frame * sound.ticksAFrame();
                        byte[] data =
                                sound.frames().get((int) (frame % sound.frames().size()));
                        packet(new Packet(1, time, time, Instant.now(), true, data));
                    }
                }
            }
        }

        void stop() throws InterruptedException {
            Thread playing = player;
            player = null;
            if (playing != null) {
                playing.join();
            }
        }
    }

    final AtomicInteger subscriptions = new AtomicInteger();
    final AtomicInteger keyFrameRequests = new AtomicInteger();
    final Channel main = new Channel(1);
    final Channel smaller = new Channel(3);
    final StreamId stream = main.id;

    private Channel channel(StreamId id) {
        return List.of(main, smaller).stream()
                .filter(channel -> channel.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "No such stream"));
    }

    @Override
    public Subscription subscribe(StreamId id, String name, int queueBytes, PacketSink sink) {
        Channel channel = channel(id);
        subscriptions.incrementAndGet();
        channel.add(sink);
        return new Subscription() {
            @Override
            public List<Packet> recent() {
                synchronized (channel) {
                    return List.copyOf(channel.recent);
                }
            }

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public void close() {
                channel.remove(sink);
            }
        };
    }

    void start(StreamFormat started) {
        main.start(started);
    }

    void packet(Packet packet) {
        main.packet(packet);
    }

    void fail(PipelineStatus.State failed) {
        main.fail(failed);
    }

    void play(Footage footage) {
        main.play(footage, Optional.empty());
    }

    @Override
    public Optional<StreamFormat> format(StreamId id) {
        return Optional.ofNullable(channel(id).format);
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
                new PipelineStatus(main.state, "The camera does not answer", Instant.EPOCH),
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
        main.stop();
        smaller.stop();
    }
}
