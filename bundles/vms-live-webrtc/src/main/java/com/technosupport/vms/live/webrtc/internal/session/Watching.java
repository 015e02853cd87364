package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.rtp.ViewerSender;
import com.technosupport.vms.live.webrtc.internal.sdp.MediaPlan;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import com.technosupport.vms.live.webrtc.internal.sdp.SoundFormat;
import com.technosupport.vms.live.webrtc.internal.srtp.RtcpUnprotector;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A viewer watches a stream, or the camera's smaller one while its line is too slow. A change begins to be sent at a key frame of
 * the stream that it goes to, and the other is sent until then. Changes are made by the thread of events, one after another;
 * sending is done by a {@link SendLoop}.
 */
final class Watching implements Content, ViewerSender.Needs {

    /** Hears what viewers are to be told; called by the thread of events. */
    interface Listener {

        /** Another stream is sent. */
        void streamChanged(Session session, StreamId stream, LiveReason reason);

        /** It turned out that there is no sound. */
        void silenced(Session session, LiveReason reason);
    }

    private static final int MAX_FEEDBACK_WAITING = 32;
    private static final long CHANGE_NANOS = Duration.ofSeconds(15).toNanos();
    /** A smaller stream that comes no more is not better than a large one that comes slowly. */
    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    static final String TOO_SLOW = "The line is too slow for the full picture: showing the smaller one";

    private final LiveStreams streams;
    private final StreamId requested;
    private final Optional<StreamId> smaller;
    private final MediaPlan plan;
    private final ViewerSender.Source source;
    private final SendLoop loop;
    private final SecureRandom random;
    private final Clock clock;
    private final Executor events;
    private final Listener listener;
    private final Duration firstPicture;
    private final AtomicInteger feedbackWaiting = new AtomicInteger();

    private volatile LiveStream stream;
    private volatile ViewerSender sender;
    private volatile Session session;
    private volatile RemotePeer peer;
    private volatile RtcpUnprotector rtcp;
    private volatile long begunAt;
    private volatile boolean begun;
    private volatile boolean ended;

    /** Where a change leads to, while it is prepared. Belongs to the thread of events, as all below. */
    private LiveStream next;

    /** Since when; 0 while no change is prepared. */
    private volatile long nextSince;

    private boolean connectionTold;
    private boolean silenceTold;
    /** The smaller stream turned out to be none that this viewer can have. */
    private boolean smallerInVain;

    /** Since when nothing comes; network thread. */
    private long silentSince;

    /**
     * @param stream acquired for this viewer; released by {@link #dispose}
     * @param source without payload types, which the viewer's SDP names
     */
    Watching(
            LiveStreams streams,
            LiveStream stream,
            Optional<StreamId> smaller,
            MediaPlan plan,
            ViewerSender.Source source,
            SendLoop loop,
            SecureRandom random,
            Clock clock,
            Executor events,
            Listener listener,
            Duration firstPicture) {
        this.streams = streams;
        this.stream = stream;
        this.requested = stream.id();
        this.smaller = smaller.filter(id -> !id.equals(stream.id()));
        this.plan = plan;
        this.source = source;
        this.loop = loop;
        this.random = random;
        this.clock = clock;
        this.events = events;
        this.listener = listener;
        this.firstPicture = firstPicture;
    }

    /** The stream that is sent. */
    LiveStream stream() {
        return stream;
    }

    boolean isSentBy(SendLoop thread) {
        return loop == thread;
    }

    MediaPlan plan() {
        return plan;
    }

    /** Why the viewer cannot have a stream; empty when it can, or when that is not known yet. */
    static Optional<Obstacle> obstacle(LiveStream stream, Set<Codec> taken) {
        return stream.obstacle()
                .or(() -> stream.video()
                        .map(Track::codec)
                        .filter(codec -> !taken.contains(codec))
                        .map(Obstacle::notTaken));
    }

    /** Why the viewer hears nothing though it would; else empty. */
    static String silence(LiveStream stream, RemotePeer peer) {
        if (!peer.hears() || !stream.isKnown()) {
            return peer.omitted();
        }
        Optional<Track> sound = stream.sound();
        if (sound.filter(SoundFormat::plays).isEmpty()) {
            return withoutSound(sound);
        }
        Codec codec = sound.get().codec();
        return peer.payloadTypes().containsKey(codec)
                ? peer.omitted()
                : "The viewer does not take the camera's " + MediaPlan.name(codec) + " sound";
    }

    /** As {@link #silence}, as a reason. */
    static LiveReason silenceOf(LiveStream stream, RemotePeer peer) {
        return silenceOf(stream, silence(stream, peer));
    }

    /**
     * @param words why there is no sound; empty where there is, or none was asked for
     */
    static LiveReason silenceOf(LiveStream stream, String words) {
        if (words.isEmpty()) {
            return LiveReason.NONE;
        }
        return stream.isKnown() && stream.sound().isEmpty()
                ? LiveReason.of(LiveReason.Code.NO_AUDIO, words)
                : LiveReason.of(
                        LiveReason.Code.AUDIO_UNSUPPORTED,
                        words,
                        stream.sound()
                                .map(track -> Map.of("codec", track.codec().name()))
                                .orElse(Map.of()));
    }

    /**
     * @param sound which cannot go by WebRTC, if there is any
     */
    static String withoutSound(Optional<Track> sound) {
        return sound.map(track -> "The camera's " + MediaPlan.name(track.codec()) + " sound cannot go by WebRTC")
                .orElse("The camera sends no sound");
    }

    @Override
    public void established(Session own, RemotePeer viewer, SrtpKeyMaterial keys) throws GeneralSecurityException {
        session = own;
        peer = viewer;
        ViewerSender.Source negotiated = new ViewerSender.Source(
                source.ssrc(), source.soundSsrc(), peer.payloadTypes(), peer.playoutDelayExtension(), source.name());
        ViewerSender created = new ViewerSender(negotiated, keys, own::path, clock, loop.buffer(), random, this);
        rtcp = new RtcpUnprotector(keys.clientRtcp());
        sender = created;
        obstacle(stream, taken()).ifPresent(obstacle -> own.end(LiveState.FAILED, obstacle.reason()));
    }

    @Override
    public LiveReason omitted() {
        connectionTold = true;
        LiveReason silence = silenceOf(stream, peer);
        silenceTold = !silence.isEmpty();
        return silence;
    }

    @Override
    public void begin() {
        begunAt = System.nanoTime();
        begun = true;
        events.execute(() -> {
            if (!ended) {
                stream.add(loop, sender);
            }
        });
    }

    @Override
    public void rtcp(byte[] bytes, int length) throws GeneralSecurityException {
        RtcpUnprotector unprotector = rtcp;
        ViewerSender sending = sender;
        if (unprotector == null || sending == null || feedbackWaiting.get() >= MAX_FEEDBACK_WAITING) {
            return;
        }
        int plain = unprotector.unprotect(bytes, length);
        if (plain > 0) {
            byte[] copy = Arrays.copyOf(bytes, plain);
            feedbackWaiting.incrementAndGet();
            loop.execute(() -> {
                feedbackWaiting.decrementAndGet();
                sending.feedback(copy, copy.length);
            });
        }
    }

    @Override
    public void rtp(byte[] bytes, int length) {
        // A viewer that watches has nothing to send.
    }

    @Override
    public void resync() {
        stream.resync(loop, sender);
    }

    @Override
    public void less() {
        smaller.ifPresent(id -> events.execute(() -> change(id)));
    }

    @Override
    public void more() {
        events.execute(() -> change(requested));
    }

    /** Prepares a change; it is made when the other stream has a picture to start with. */
    private void change(StreamId to) {
        boolean toLess = !to.equals(requested);
        if (ended || next != null || stream.id().equals(to) || (toLess && smallerInVain)) {
            return;
        }
        LiveStream other;
        try {
            other = streams.acquire(to);
        } catch (VmsException e) {
            smallerInVain |= toLess;
            return;
        }
        next = other;
        nextSince = System.nanoTime();
        other.whenStartable(() -> events.execute(() -> arrive(other)));
    }

    private void arrive(LiveStream other) {
        if (ended || next != other) {
            return;
        }
        boolean less = !other.id().equals(requested);
        if (obstacle(other, taken()).isPresent()) {
            abandon(less);
            return;
        }
        LiveStream before = stream;
        next = null;
        nextSince = 0;
        before.remove(loop, sender);
        stream = other;
        other.takeOver(loop, sender, less);
        streams.release(before);
        listener.streamChanged(session, other.id(), less ? reason(before, other) : LiveReason.NONE);
    }

    private LiveReason reason(LiveStream before, LiveStream other) {
        LiveReason slow = LiveReason.of(LiveReason.Code.SUBSTREAM_FOR_LOSS, TOO_SLOW);
        boolean quieter =
                silence(before, peer).isEmpty() && !silence(other, peer).isEmpty() && peer.hears();
        return quieter ? slow.and(LiveReason.of(LiveReason.Code.NO_AUDIO, "It comes without sound")) : slow;
    }

    private void abandon(boolean inVain) {
        LiveStream other = next;
        next = null;
        nextSince = 0;
        if (other != null) {
            smallerInVain |= inVain && !other.id().equals(requested);
            streams.release(other);
        }
    }

    /**
     * What a stream consists of is known, or has changed. By the thread of events.
     *
     * @return why the session cannot go on; empty when it can
     */
    Optional<LiveReason> formatKnown(LiveStream changed) {
        Optional<Obstacle> obstacle = obstacle(changed, taken());
        if (changed == next) {
            if (obstacle.isPresent()) {
                abandon(true);
            }
            return Optional.empty();
        }
        if (changed != stream) {
            return Optional.empty();
        }
        if (obstacle.isEmpty()) {
            tellSilence();
            return Optional.empty();
        }
        if (!changed.id().equals(requested)) {
            smallerInVain = true;
            change(requested);
            return Optional.empty();
        }
        return obstacle.map(Obstacle::reason);
    }

    /** Once, where it was not known when the session was negotiated. */
    private void tellSilence() {
        if (connectionTold && !silenceTold) {
            LiveReason silence = silenceOf(stream, peer);
            if (!silence.isEmpty()) {
                silenceTold = true;
                listener.silenced(session, silence);
            }
        }
    }

    /** The codecs that the viewer takes; those of our offer before it has said so. */
    private Set<Codec> taken() {
        RemotePeer known = peer;
        return known == null ? plan.video() : known.payloadTypes().keySet();
    }

    @Override
    public Optional<LiveReason> trouble(long now) {
        LiveStream watched = stream;
        String interruption = watched.interruption();
        if (begun && figures().pictures() == 0 && now - begunAt > firstPicture.toNanos()) {
            return Optional.of(
                    interruption.isEmpty()
                            ? LiveReason.of(LiveReason.Code.NO_KEYFRAME, "The camera sends no key frame")
                            : LiveReason.of(
                                    LiveReason.Code.CAMERA_INTERRUPTED, "The camera sends no video: " + interruption));
        }
        boolean silent = !interruption.isEmpty() && !watched.id().equals(requested);
        silentSince = silent ? (silentSince == 0 ? now : silentSince) : 0;
        if (nextSince != 0 && now - nextSince > CHANGE_NANOS) {
            events.execute(() -> abandon(false));
        } else if (silent && now - silentSince > SILENCE_NANOS) {
            events.execute(() -> change(requested));
        }
        return Optional.empty();
    }

    @Override
    public void dispose() {
        ended = true;
        ViewerSender sending = sender;
        if (sending != null) {
            stream.remove(loop, sending);
        }
        streams.release(stream);
        abandon(false);
    }

    ViewerSender.Figures figures() {
        ViewerSender sending = sender;
        return sending == null ? ViewerSender.Figures.NONE : sending.figures();
    }

    LiveSessionInfo info(Session own) {
        ViewerSender.Figures figures = figures();
        Path way = own.path();
        return new LiveSessionInfo(
                own.id(),
                stream.id(),
                own.isConnected(),
                own.since(),
                way == null ? "" : way.description(),
                figures.packets(),
                figures.bytes(),
                figures.lost(),
                figures.resent());
    }
}
