package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.live.webrtc.internal.rtp.AccessUnit;
import com.technosupport.vms.live.webrtc.internal.rtp.Packetizer;
import com.technosupport.vms.live.webrtc.internal.rtp.SoundFrame;
import com.technosupport.vms.live.webrtc.internal.rtp.Timeline;
import com.technosupport.vms.live.webrtc.internal.rtp.ViewerSender;
import com.technosupport.vms.live.webrtc.internal.sdp.SoundFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * One stream that somebody watches: it cuts each picture into payloads once, keeps those since the latest key frame, and hands
 * them to the threads that send. The hub's thread does no more than that, and waits for none of them. Safe for use by several
 * threads.
 */
final class LiveStream implements PacketSink {

    /** As many packets as a viewer can take in one paced burst; a longer group of pictures is not worth starting with. */
    private static final int MAX_RECENT_PACKETS = 1500;

    /** Pictures of this stream that may wait in one sending thread. */
    private static final int MAX_WAITING_UNITS = 64;

    /** Frames of sound that may: a second or two of it. */
    private static final int MAX_WAITING_SOUND = 64;

    /** Hears of a stream; called by the hub's thread, must not wait. */
    interface Listener {

        /** What it consists of is known, or has changed: see {@link #obstacle} and {@link #video}. */
        void formatKnown(LiveStream stream);
    }

    /** The viewers of this stream that one thread sends to. */
    private static final class Group {
        private final SendLoop loop;
        /** Belongs to the loop's thread. */
        private final List<ViewerSender> senders = new ArrayList<>();

        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger soundWaiting = new AtomicInteger();
        /** After pictures were dropped, up to the next key frame. */
        private boolean skipping;

        private Group(SendLoop loop) {
            this.loop = loop;
        }

        private void send(AccessUnit unit) {
            waiting.incrementAndGet();
            loop.execute(() -> {
                waiting.decrementAndGet();
                for (ViewerSender sender : senders) {
                    long now = System.nanoTime();
                    sender.live(unit, now);
                    loop.push(sender, now);
                }
            });
        }

        private void send(SoundFrame frame) {
            soundWaiting.incrementAndGet();
            loop.execute(() -> {
                soundWaiting.decrementAndGet();
                for (ViewerSender sender : senders) {
                    sender.sound(frame);
                }
            });
        }

        private void resync(ViewerSender sender, List<AccessUnit> units) {
            loop.execute(() -> {
                if (senders.contains(sender)) {
                    long now = System.nanoTime();
                    sender.resync(units, now);
                    loop.push(sender, now);
                }
            });
        }

        private void resyncAll(List<AccessUnit> units) {
            loop.execute(() -> {
                for (ViewerSender sender : senders) {
                    long now = System.nanoTime();
                    sender.resync(units, now);
                    loop.push(sender, now);
                }
            });
        }
    }

    private static final Track NOTHING = new Track(0, Codec.H264, Timeline.TICKS_A_SECOND, 0, 0, 0, new byte[0]);

    private final StreamId id;
    private final StreamHub hub;
    private final Listener listener;

    private final Map<SendLoop, Group> groups = new HashMap<>();
    private final List<AccessUnit> recent = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private int recentPackets;
    private boolean started;
    private Optional<Track> video = Optional.empty();
    private Optional<Track> sound = Optional.empty();
    private boolean soundPlays;
    private Packetizer packetizer = Packetizer.of(NOTHING);
    private final List<Runnable> waitingForStart = new ArrayList<>();
    private long lastPts;
    private Obstacle obstacle;
    private String interruption = "";
    private long dropped;

    LiveStream(StreamId id, StreamHub hub, Listener listener) {
        this.id = id;
        this.hub = hub;
        this.listener = listener;
    }

    StreamId id() {
        return id;
    }

    @Override
    public void started(StreamFormat format, List<Packet> packets) {
        synchronized (this) {
            started = true;
            interruption = "";
            obstacle = null;
            forgetRecent();
            timeline.restart();
            lastPts = Long.MIN_VALUE;
            video = format.video();
            sound = format.tracks().stream()
                    .filter(SoundFormat::plays)
                    .findFirst()
                    .or(() -> format.audio());
            soundPlays = sound.filter(SoundFormat::plays).isPresent();
            if (video.isEmpty()) {
                obstacle = Obstacle.noVideo();
            } else if (!Packetizer.cuts(video.get().codec())) {
                obstacle = Obstacle.notSent(video.get().codec());
            } else {
                packetizer = Packetizer.of(video.get());
                for (Packet packet : packets) {
                    take(packet);
                }
                List<AccessUnit> units = startingPoint();
                groups.values().forEach(group -> group.resyncAll(units));
                tellStart();
            }
            notifyAll();
        }
        listener.formatKnown(this);
    }

    @Override
    public void packet(Packet packet) {
        boolean found;
        synchronized (this) {
            if (obstacle != null) {
                return;
            }
            if (soundPlays && packet.track() == sound.get().index()) {
                publishSound(packet);
                return;
            }
            take(packet).ifPresent(this::publish);
            found = obstacle != null;
        }
        if (found) {
            listener.formatKnown(this);
        }
    }

    /** Sound before the first picture has no time yet, and nobody to hear it. */
    private void publishSound(Packet packet) {
        if (groups.isEmpty() || !timeline.anchored()) {
            return;
        }
        Track track = sound.get();
        for (SoundFrame frame : SoundFrame.of(track, packet, timeline.of(packet.pts(), track.clockRate()))) {
            for (Group group : groups.values()) {
                if (group.soundWaiting.get() < MAX_WAITING_SOUND) {
                    group.send(frame);
                } else {
                    dropped++;
                }
            }
        }
    }

    @Override
    public synchronized void interrupted(String reason) {
        interruption = reason;
        // What was live a while ago would be shown as if it were now.
        forgetRecent();
    }

    private Optional<AccessUnit> take(Packet packet) {
        if (video.isEmpty() || packet.track() != video.get().index() || obstacle != null) {
            return Optional.empty();
        }
        // Not that decoding and showing times differ: they also do where a camera's parameter sets allow what it never
        // does.
        if (packet.pts() < lastPts) {
            obstacle = Obstacle.reordered();
            return Optional.empty();
        }
        lastPts = packet.pts();
        Optional<AccessUnit> unit = packetizer.cut(packet, timeline.map(packet.pts(), System.nanoTime()));
        unit.ifPresent(this::remember);
        if (unit.isPresent() && unit.get().key()) {
            tellStart();
        }
        return unit;
    }

    private void remember(AccessUnit unit) {
        if (unit.key()) {
            forgetRecent();
        } else if (recent.isEmpty()) {
            return;
        }
        recent.add(unit);
        recentPackets += unit.payloads();
        if (recentPackets > MAX_RECENT_PACKETS) {
            forgetRecent();
        }
    }

    private void forgetRecent() {
        recent.clear();
        recentPackets = 0;
    }

    private List<AccessUnit> startingPoint() {
        return List.copyOf(recent);
    }

    private void publish(AccessUnit unit) {
        for (Group group : groups.values()) {
            boolean room = group.waiting.get() < MAX_WAITING_UNITS;
            group.skipping = !room || (group.skipping && !unit.key());
            if (group.skipping) {
                dropped++;
            } else {
                group.send(unit);
            }
        }
    }

    private void tellStart() {
        if (!recent.isEmpty()) {
            waitingForStart.forEach(Runnable::run);
            waitingForStart.clear();
        }
    }

    /**
     * Tells once, as soon as a viewer could start with a picture.
     *
     * @param start run at once or by the hub's thread; must not wait
     */
    void whenStartable(Runnable start) {
        boolean empty;
        synchronized (this) {
            waitingForStart.add(start);
            tellStart();
            empty = !waitingForStart.isEmpty();
        }
        if (empty) {
            hub.requestKeyFrame(id);
        }
    }

    /** Begins to send to a viewer, from the latest key frame. */
    void add(SendLoop loop, ViewerSender sender) {
        add(loop, sender, (units, time) -> {
            long now = System.nanoTime();
            sender.resync(units, now);
            loop.push(sender, now);
        });
    }

    /**
     * Goes on with this stream where another was sent to a viewer.
     *
     * @param less whether this has fewer bits than the one that the viewer asked for
     */
    void takeOver(SendLoop loop, ViewerSender sender, boolean less) {
        add(loop, sender, (units, time) -> {
            long now = System.nanoTime();
            sender.changeStream(units, time, less, now);
            loop.push(sender, now);
        });
    }

    private void add(SendLoop loop, ViewerSender sender, BiConsumer<List<AccessUnit>, Long> begin) {
        boolean empty;
        synchronized (this) {
            Group group = groups.computeIfAbsent(loop, Group::new);
            List<AccessUnit> units = startingPoint();
            long time = timeline.at(System.nanoTime());
            loop.execute(() -> {
                loop.add(sender);
                group.senders.add(sender);
                begin.accept(units, time);
            });
            empty = units.isEmpty();
        }
        if (empty) {
            hub.requestKeyFrame(id);
        }
    }

    /** Ends sending to a viewer. */
    synchronized void remove(SendLoop loop, ViewerSender sender) {
        Group group = groups.get(loop);
        if (group != null) {
            loop.execute(() -> {
                group.senders.remove(sender);
                loop.remove(sender);
            });
        }
    }

    /** Lets a viewer start anew from the latest key frame, or the next where that is too long ago. */
    void resync(SendLoop loop, ViewerSender sender) {
        boolean empty;
        synchronized (this) {
            Group group = groups.get(loop);
            if (group == null) {
                return;
            }
            List<AccessUnit> units = startingPoint();
            group.resync(sender, units);
            empty = units.isEmpty();
        }
        if (empty) {
            hub.requestKeyFrame(id);
        }
    }

    /** Waits until the hub has said what the stream is, for so long at most. */
    synchronized void awaitStart(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!started) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Why viewers cannot have this stream; empty when they can, or when that is not known yet. */
    synchronized Optional<Obstacle> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    /** What its picture is; empty while that is not known. */
    synchronized Optional<Track> video() {
        return video;
    }

    /** What its sound is; empty where there is none, or while that is not known. */
    synchronized Optional<Track> sound() {
        return sound;
    }

    /** Whether it is known what it consists of. */
    synchronized boolean isKnown() {
        return started;
    }

    /** Why nothing comes at the moment; empty when all is well. */
    synchronized String interruption() {
        return interruption;
    }

    /** Pictures that a sending thread had no time for. */
    synchronized long dropped() {
        return dropped;
    }
}
