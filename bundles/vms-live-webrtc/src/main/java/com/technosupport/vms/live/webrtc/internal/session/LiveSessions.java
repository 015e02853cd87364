package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveListener;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsConnection;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsIdentity;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsWarmUp;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import com.technosupport.vms.live.webrtc.internal.ice.IceAddresses;
import com.technosupport.vms.live.webrtc.internal.ice.IceCredentials;
import com.technosupport.vms.live.webrtc.internal.ice.NetworkPort;
import com.technosupport.vms.live.webrtc.internal.rtp.ViewerSender;
import com.technosupport.vms.live.webrtc.internal.sdp.Answer;
import com.technosupport.vms.live.webrtc.internal.sdp.LocalPeer;
import com.technosupport.vms.live.webrtc.internal.sdp.MediaPlan;
import com.technosupport.vms.live.webrtc.internal.sdp.Offer;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All viewers: opens their sessions, watches over them, ends them. Owns the port and every thread. Safe for use by several
 * threads.
 */
public final class LiveSessions implements AutoCloseable, Session.Owner, Watching.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);

    /** One a core, up to here: enciphering and the system's part of sending is all that a viewer costs. */
    private static final int MAX_SEND_LOOPS = 8;

    private final LiveSettings settings;
    private final LiveListener listener;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final DtlsIdentity identity;
    private final LiveThreads threads;
    private final List<SendLoop> loops;
    private final LiveStreams streams;
    private final StreamTerms terms;
    private final LiveTotals totals = new LiveTotals();
    private final Demultiplexer demultiplexer;
    private final NetworkPort port;
    private final IceAddresses addresses;
    private final Semaphore places;
    private final Map<LiveSessionId, Session> sessions = new ConcurrentHashMap<>();

    /**
     * Opens the port and starts.
     *
     * @param listener hears of sessions on a thread of its own
     * @param host the addresses of this host
     * @param outputs how datagrams are sent
     */
    public LiveSessions(
            LiveSettings settings,
            StreamHub hub,
            LiveListener listener,
            Clock clock,
            Supplier<List<InetAddress>> host,
            DatagramOutput.Factory outputs)
            throws IOException {
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        this.identity = DtlsIdentity.create(clock);
        this.places = new Semaphore(settings.maxSessions());
        this.streams = new LiveStreams(hub, this::formatKnown);
        this.terms = new StreamTerms(hub);
        this.demultiplexer = new Demultiplexer(this::tick);
        this.addresses = IceAddresses.parse(settings.addresses());
        this.port = new NetworkPort(settings.port(), addresses, host, outputs, demultiplexer);
        this.threads = new LiveThreads();
        int count = Math.min(MAX_SEND_LOOPS, Runtime.getRuntime().availableProcessors());
        this.loops = IntStream.range(0, count)
                .mapToObj(i -> new SendLoop("webrtc-send-" + i))
                .toList();
        if (!addresses.rejected().isEmpty()) {
            LOG.warn("Not IP addresses, and so not announced to viewers: {}", addresses.rejected());
        }
        port.start();
        threads.handshakes().execute(new DtlsWarmUp(identity, threads.handshakes()));
    }

    /** Why viewers cannot come in; empty when they can. */
    public Optional<String> problem() {
        return Optional.of(port.problem()).filter(problem -> !problem.isEmpty());
    }

    /** As {@link com.technosupport.vms.api.live.LiveEgress#negotiate}. */
    public Negotiation negotiate(NegotiationRequest request) {
        terms.requireUsable(request);
        takePlace();
        LiveStream stream = null;
        try {
            stream = streams.acquire(request.stream());
            terms.requirePlayable(stream);
            MediaPlan plan = terms.plan(stream, request);
            Optional<Answer> answer = request.offer().map(offer -> Answer.to(offer, plan));
            if (answer.isPresent()) {
                Watching.obstacle(stream, answer.get().peer().payloadTypes().keySet())
                        .ifPresent(obstacle -> {
                            throw obstacle.exception();
                        });
            }
            return watch(stream, request, plan, answer);
        } catch (RuntimeException e) {
            if (stream != null) {
                streams.release(stream);
            }
            places.release();
            throw e;
        }
    }

    private void takePlace() {
        if (port.announced().isEmpty()) {
            throw new VmsException(
                    ErrorCode.BUSY, "This server cannot be reached by WebRTC: it has no address to listen on");
        }
        if (!places.tryAcquire()) {
            throw new VmsException(
                    ErrorCode.BUSY, "There are as many viewers as this server allows (" + settings.maxSessions() + ")");
        }
    }

    private Negotiation watch(LiveStream stream, NegotiationRequest request, MediaPlan plan, Optional<Answer> answer) {
        ViewerSender.Source source =
                new ViewerSender.Source(random.nextInt(), random.nextInt(), Map.of(), OptionalInt.empty(), name());
        Watching content = new Watching(
                streams,
                stream,
                request.smaller(),
                plan,
                source,
                loopFor(stream),
                random,
                clock,
                threads.events(),
                this,
                settings.firstPicture());
        Function<LocalPeer, String> sdp =
                local -> answer.map(viewer -> viewer.write(local)).orElseGet(() -> Offer.write(local, plan));
        LiveReason reason = Watching.silenceOf(
                stream,
                answer.map(viewer -> Watching.silence(stream, viewer.peer())).orElse(plan.silence()));
        return open(content, source, sdp, answer.map(Answer::peer), reason);
    }

    /**
     * The one with the fewest viewers of this stream, and of those the one with the fewest at all: a key frame is due to all
     * viewers at once, and so goes out by all threads at once.
     */
    private SendLoop loopFor(LiveStream stream) {
        List<Watching> viewers = sessions.values().stream()
                .map(Session::content)
                .filter(Watching.class::isInstance)
                .map(Watching.class::cast)
                .toList();
        return loops.stream()
                .min(Comparator.comparingLong((SendLoop loop) -> viewers.stream()
                                .filter(viewer -> viewer.isSentBy(loop) && viewer.stream() == stream)
                                .count())
                        .thenComparingLong(loop -> viewers.stream()
                                .filter(viewer -> viewer.isSentBy(loop))
                                .count()))
                .orElseThrow();
    }

    /** As {@link com.technosupport.vms.api.live.TalkIngress#negotiate}. */
    public Negotiation negotiate(TalkRequest request) {
        takePlace();
        try {
            ViewerSender.Source source =
                    new ViewerSender.Source(random.nextInt(), random.nextInt(), Map.of(), OptionalInt.empty(), name());
            Talking content = new Talking(request, threads.sound());
            return open(
                    content,
                    source,
                    local -> Offer.writeTalk(local, request.codecs()),
                    Optional.empty(),
                    LiveReason.NONE);
        } catch (RuntimeException e) {
            places.release();
            throw e;
        }
    }

    private String name() {
        return "vms" + Long.toUnsignedString(random.nextLong(), 36);
    }

    private Negotiation open(
            Content content,
            ViewerSender.Source source,
            Function<LocalPeer, String> sdp,
            Optional<RemotePeer> viewer,
            LiveReason reason) {
        LiveSessionId id = LiveSessionId.next(clock);
        IceCredentials credentials = IceCredentials.random(random);
        Session session = new Session(
                id,
                content,
                credentials,
                (output, hears) -> new DtlsConnection(identity, threads.handshakes(), output, hears),
                clock.instant(),
                this);
        LocalPeer local = new LocalPeer(
                random.nextLong() >>> 1,
                credentials,
                identity.fingerprint(),
                port.announced(),
                port.port(),
                source.ssrc(),
                source.soundSsrc(),
                source.name());
        String text = sdp.apply(local);
        sessions.put(id, session);
        demultiplexer.add(session);
        viewer.ifPresent(session::meet);
        return new Negotiation(id, text, reason);
    }

    /** As {@link com.technosupport.vms.api.live.LiveEgress#answer}. */
    public void answer(LiveSessionId id, String sdp) {
        Session session = sessions.get(id);
        if (session == null) {
            throw new VmsException(ErrorCode.NOT_FOUND, "The live session has ended");
        }
        if (session.met()) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The live session has its answer already");
        }
        RemotePeer peer;
        try {
            peer = session.content() instanceof Watching watching
                    ? Offer.readAnswer(sdp, watching.plan())
                    : Offer.readTalkAnswer(sdp, ((Talking) session.content()).codecs());
        } catch (VmsException e) {
            session.end(LiveState.FAILED, LiveReason.of(LiveReason.Code.BAD_ANSWER, e.getMessage()));
            throw e;
        }
        if (!session.meet(peer)) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The live session has its answer already");
        }
    }

    /** As {@link com.technosupport.vms.api.live.LiveEgress#stop}. */
    public void stop(LiveSessionId id) {
        Session session = sessions.get(id);
        if (session != null) {
            session.end(LiveState.CLOSED, LiveReason.NONE);
        }
    }

    /** As {@link com.technosupport.vms.api.live.LiveEgress#sessions}. */
    public List<LiveSessionInfo> sessions() {
        return sessions.values().stream()
                .filter(session -> session.content() instanceof Watching)
                .map(session -> ((Watching) session.content()).info(session))
                .sorted(Comparator.comparing(LiveSessionInfo::session))
                .toList();
    }

    /** What was sent since the start, by sessions that are open and by those that ended. */
    public LiveTotals.Sums totals() {
        return totals.with(sessions.values());
    }

    /** By the network thread, about once a second. */
    private void tick() {
        long now = System.nanoTime();
        for (Session session : sessions.values()) {
            if (!session.isConnected()) {
                if (session.nanosSinceCreation(now) > settings.setUp().toNanos()) {
                    session.end(LiveState.FAILED, neverCame(session));
                }
            } else if (session.nanosSinceCheck(now) > settings.consent().toNanos()) {
                session.end(
                        LiveState.FAILED,
                        LiveReason.of(LiveReason.Code.VIEWER_SILENT, "The viewer does not answer any more"));
            } else {
                session.content().trouble(now).ifPresent(trouble -> session.end(LiveState.FAILED, trouble));
            }
        }
    }

    private LiveReason neverCame(Session session) {
        if (!session.met()) {
            return LiveReason.of(LiveReason.Code.NO_ANSWER, "The viewer never answered");
        }
        return session.path() == null
                ? LiveReason.of(
                        LiveReason.Code.ICE_FAILED,
                        "The viewer could not reach this server: is port " + settings.port() + " open, UDP or TCP?")
                : LiveReason.of(LiveReason.Code.ENCRYPTION_FAILED, "The encrypted connection was not set up in time");
    }

    private void formatKnown(LiveStream stream) {
        // Not here: this is the hub's thread, and to end a session is to end its subscription.
        threads.events().execute(() -> {
            for (Session session : sessions.values()) {
                if (session.content() instanceof Watching watching) {
                    watching.formatKnown(stream).ifPresent(obstacle -> session.end(LiveState.FAILED, obstacle));
                }
            }
        });
    }

    @Override
    public void streamChanged(Session session, StreamId stream, LiveReason reason) {
        totals.changed();
        try {
            listener.streamChanged(session.id(), stream, reason);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed over live session {}", session.id(), e);
        }
    }

    @Override
    public void silenced(Session session, LiveReason reason) {
        tell(session, LiveState.CONNECTED, reason);
    }

    @Override
    public void connected(Session session) {
        threads.events()
                .execute(() ->
                        tell(session, LiveState.CONNECTED, session.content().omitted()));
    }

    @Override
    public void ended(Session session, LiveState state, LiveReason reason) {
        demultiplexer.remove(session);
        if (sessions.remove(session.id()) == null) {
            return;
        }
        totals.add(session);
        places.release();
        threads.events().execute(() -> {
            session.dispose();
            if (state == LiveState.FAILED) {
                LOG.info("Live session {} failed: {}", session.id(), reason.text());
            }
            tell(session, state, reason);
        });
    }

    private void tell(Session session, LiveState state, LiveReason reason) {
        try {
            listener.liveChanged(session.id(), state, reason);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed over live session {}", session.id(), e);
        }
    }

    /** Ends every session, tells so, and ends the threads. */
    @Override
    public void close() {
        new ArrayList<>(sessions.values())
                .forEach(session -> session.end(
                        LiveState.CLOSED, LiveReason.of(LiveReason.Code.SERVER_STOPPED, "The server ended it")));
        threads.closeEvents();
        port.close();
        loops.forEach(SendLoop::close);
        threads.close();
    }
}
