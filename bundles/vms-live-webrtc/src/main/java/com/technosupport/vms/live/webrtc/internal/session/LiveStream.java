package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.rtp.AccessUnit;
import com.technosupport.vms.live.webrtc.internal.rtp.Packetizer;
import com.technosupport.vms.live.webrtc.internal.rtp.RtpSender;
import com.technosupport.vms.live.webrtc.internal.rtp.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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

    /** The viewers of this stream that one thread sends to. */
    private static final class Group {
        private final SendLoop loop;
        /** Belongs to the loop's thread. */
        private final List<RtpSender> senders = new ArrayList<>();

        private final AtomicInteger waiting = new AtomicInteger();
        /** After pictures were dropped, up to the next key frame. */
        private boolean skipping;

        private Group(SendLoop loop) {
            this.loop = loop;
        }

        private void send(AccessUnit unit) {
            waiting.incrementAndGet();
            loop.execute(() -> {
                waiting.decrementAndGet();
                for (RtpSender sender : senders) {
                    long now = System.nanoTime();
                    sender.live(unit, now);
                    loop.push(sender, now);
                }
            });
        }

        private void resync(RtpSender sender, List<AccessUnit> units) {
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
                for (RtpSender sender : senders) {
                    long now = System.nanoTime();
                    sender.resync(units, now);
                    loop.push(sender, now);
                }
            });
        }
    }

    private final StreamId id;
    private final StreamHub hub;
    private final Consumer<VmsException> unplayable;

    private final Map<SendLoop, Group> groups = new HashMap<>();
    private final List<AccessUnit> recent = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private int recentPackets;
    private boolean started;
    private int videoTrack = -1;
    private Packetizer packetizer = new Packetizer(new byte[0]);
    private long lastPts;
    private VmsException obstacle;
    private String interruption = "";
    private long dropped;

    /**
     * @param unplayable hears that viewers cannot have this stream; must not wait
     */
    LiveStream(StreamId id, StreamHub hub, Consumer<VmsException> unplayable) {
        this.id = id;
        this.hub = hub;
        this.unplayable = unplayable;
    }

    StreamId id() {
        return id;
    }

    @Override
    public void started(StreamFormat format, List<Packet> packets) {
        VmsException found;
        synchronized (this) {
            started = true;
            interruption = "";
            obstacle = null;
            forgetRecent();
            timeline.restart();
            lastPts = Long.MIN_VALUE;
            videoTrack = -1;
            Optional<Track> video = format.video();
            if (video.isEmpty()) {
                obstacle = new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera sends no video on this stream");
            } else if (video.get().codec() != Codec.H264) {
                obstacle = codecUnsupported(video.get().codec());
            } else {
                videoTrack = video.get().index();
                packetizer = new Packetizer(video.get().configuration());
                for (Packet packet : packets) {
                    take(packet);
                }
                List<AccessUnit> units = startingPoint();
                groups.values().forEach(group -> group.resyncAll(units));
            }
            found = obstacle;
            notifyAll();
        }
        if (found != null) {
            unplayable.accept(found);
        }
    }

    static VmsException codecUnsupported(Codec codec) {
        return new VmsException(
                ErrorCode.CODEC_UNSUPPORTED, "The stream is " + codec + ", which is not sent over WebRTC");
    }

    @Override
    public void packet(Packet packet) {
        VmsException found;
        synchronized (this) {
            if (obstacle != null) {
                return;
            }
            take(packet).ifPresent(this::publish);
            found = obstacle;
        }
        if (found != null) {
            unplayable.accept(found);
        }
    }

    @Override
    public synchronized void interrupted(String reason) {
        interruption = reason;
        // What was live a while ago would be shown as if it were now.
        forgetRecent();
    }

    private Optional<AccessUnit> take(Packet packet) {
        if (packet.track() != videoTrack || obstacle != null) {
            return Optional.empty();
        }
        // Not that decoding and showing times differ: they also do where a camera's parameter sets allow what it never
        // does.
        if (packet.pts() < lastPts) {
            obstacle =
                    new VmsException(ErrorCode.CODEC_UNSUPPORTED, "The stream uses B-frames, which WebRTC cannot show");
            return Optional.empty();
        }
        lastPts = packet.pts();
        Optional<AccessUnit> unit = packetizer.cut(packet, timeline.map(packet.pts(), System.nanoTime()));
        unit.ifPresent(this::remember);
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

    /** Begins to send to a viewer, from the latest key frame. */
    void add(SendLoop loop, RtpSender sender) {
        boolean empty;
        synchronized (this) {
            Group group = groups.computeIfAbsent(loop, Group::new);
            List<AccessUnit> units = startingPoint();
            loop.execute(() -> {
                loop.add(sender);
                group.senders.add(sender);
            });
            group.resync(sender, units);
            empty = units.isEmpty();
        }
        if (empty) {
            hub.requestKeyFrame(id);
        }
    }

    /** Ends sending to a viewer. */
    synchronized void remove(SendLoop loop, RtpSender sender) {
        Group group = groups.get(loop);
        if (group != null) {
            loop.execute(() -> {
                group.senders.remove(sender);
                loop.remove(sender);
            });
        }
    }

    /** Lets a viewer start anew from the latest key frame, or the next where that is too long ago. */
    void resync(SendLoop loop, RtpSender sender) {
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
    synchronized Optional<VmsException> obstacle() {
        return Optional.ofNullable(obstacle);
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
