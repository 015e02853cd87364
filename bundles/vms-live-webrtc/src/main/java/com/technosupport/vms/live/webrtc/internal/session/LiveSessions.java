package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveListener;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
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
import com.technosupport.vms.live.webrtc.internal.rtp.RtpSender;
import com.technosupport.vms.live.webrtc.internal.sdp.Answer;
import com.technosupport.vms.live.webrtc.internal.sdp.LocalPeer;
import com.technosupport.vms.live.webrtc.internal.sdp.Offer;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All viewers: opens their sessions, watches over them, ends them. Owns the port and every thread. Safe for use by several
 * threads.
 */
public final class LiveSessions implements AutoCloseable, Session.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);

    /** A stream that flows says what it is at once. */
    private static final long START_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int MAX_SEND_LOOPS = 4;

    private final LiveSettings settings;
    private final StreamHub hub;
    private final LiveListener listener;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final DtlsIdentity identity;
    private final LiveThreads threads;
    private final List<SendLoop> loops;
    private final LiveStreams streams;
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
        this.hub = hub;
        this.listener = listener;
        this.clock = clock;
        this.identity = DtlsIdentity.create(clock);
        this.places = new Semaphore(settings.maxSessions());
        this.streams = new LiveStreams(hub, this::unplayable);
        this.demultiplexer = new Demultiplexer(this::tick);
        this.addresses = IceAddresses.parse(settings.addresses());
        this.port = new NetworkPort(settings.port(), addresses, host, outputs, demultiplexer);
        this.threads = new LiveThreads();
        int count = Math.max(1, Math.min(MAX_SEND_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
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
        if (!request.accept().isEmpty() && !request.accept().contains(Codec.H264)) {
            throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, "The viewer does not take H.264 over WebRTC");
        }
        Optional<Answer> answer = request.offer().map(Answer::to);
        if (port.announced().isEmpty()) {
            throw new VmsException(
                    ErrorCode.INTERNAL, "This server cannot be reached by viewers: no address to listen on");
        }
        if (!places.tryAcquire()) {
            throw new VmsException(
                    ErrorCode.BUSY, "There are as many viewers as this server allows (" + settings.maxSessions() + ")");
        }
        LiveStream stream = null;
        try {
            stream = streams.acquire(request.stream());
            requirePlayable(stream);
            return open(stream, answer);
        } catch (RuntimeException e) {
            if (stream != null) {
                streams.release(stream);
            }
            places.release();
            throw e;
        }
    }

    /**
     * Refuses what is known to be in vain. A stream that has yet to be opened, such as a sub-stream that nobody watched, is not
     * waited for: the offer says the same of every H.264 stream, so the camera connects while the browser does, and should the
     * stream turn out to be something else, the session fails with the reason.
     */
    private void requirePlayable(LiveStream stream) {
        Optional<Track> video = hub.format(stream.id()).flatMap(format -> format.video());
        if (video.isPresent()) {
            if (video.get().codec() != Codec.H264) {
                throw LiveStream.codecUnsupported(video.get().codec());
            }
            try {
                stream.awaitStart(START_WAIT_NANOS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            status(stream.id())
                    .filter(status -> status.state() == PipelineStatus.State.RETRYING
                            || status.state() == PipelineStatus.State.REFUSED)
                    .ifPresent(status -> {
                        throw new VmsException(
                                ErrorCode.STREAM_UNAVAILABLE,
                                status.detail().isEmpty() ? "The camera does not answer" : status.detail());
                    });
        }
        stream.obstacle().ifPresent(obstacle -> {
            throw new VmsException(obstacle.code(), obstacle.getMessage());
        });
    }

    private Optional<PipelineStatus> status(StreamId stream) {
        return hub.statistics().stream()
                .filter(statistics -> statistics.stream().equals(stream))
                .map(statistics -> statistics.status())
                .findFirst();
    }

    private Negotiation open(LiveStream stream, Optional<Answer> answer) {
        LiveSessionId id = LiveSessionId.next(clock);
        IceCredentials credentials = IceCredentials.random(random);
        String name = "vms" + Long.toUnsignedString(random.nextLong(), 36);
        RtpSender.Source source = new RtpSender.Source(random.nextInt(), 0, OptionalInt.empty(), name);
        SendLoop loop =
                loops.stream().min(Comparator.comparingInt(SendLoop::load)).orElseThrow();
        Session session = new Session(
                id,
                stream,
                loop,
                credentials,
                source,
                (output, hears) -> new DtlsConnection(identity, threads.handshakes(), output, hears),
                random,
                clock,
                this);
        LocalPeer local = new LocalPeer(
                random.nextLong() >>> 1,
                credentials,
                identity.fingerprint(),
                port.announced(),
                port.port(),
                source.ssrc(),
                name);
        String sdp = answer.map(viewer -> viewer.write(local)).orElseGet(() -> Offer.write(local));
        sessions.put(id, session);
        demultiplexer.add(session);
        answer.ifPresent(viewer -> session.meet(viewer.peer()));
        return new Negotiation(
                id, sdp, answer.map(viewer -> viewer.peer().omitted()).orElse(""));
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
            peer = Offer.readAnswer(sdp);
        } catch (VmsException e) {
            session.end(LiveState.FAILED, e.getMessage());
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
            session.end(LiveState.CLOSED, "");
        }
    }

    /** As {@link com.technosupport.vms.api.live.LiveEgress#sessions}. */
    public List<LiveSessionInfo> sessions() {
        return sessions.values().stream()
                .map(Session::info)
                .sorted(Comparator.comparing(LiveSessionInfo::session))
                .toList();
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
                session.end(LiveState.FAILED, "The viewer does not answer any more");
            } else if (session.figures().packets() == 0
                    && session.nanosSinceConnection(now)
                            > settings.firstPicture().toNanos()) {
                String interruption = session.stream().interruption();
                session.end(
                        LiveState.FAILED,
                        interruption.isEmpty()
                                ? "The camera sends no key frame"
                                : "The camera sends no video: " + interruption);
            }
        }
    }

    private String neverCame(Session session) {
        if (!session.met()) {
            return "The viewer never answered";
        }
        return session.path() == null
                ? "The viewer could not reach this server: is port " + settings.port() + " open, UDP or TCP?"
                : "The encrypted connection was not set up in time";
    }

    private void unplayable(LiveStream stream, VmsException obstacle) {
        // Not here: this is the hub's thread, and to end a session is to end its subscription.
        threads.events()
                .execute(() -> sessions.values().stream()
                        .filter(session -> session.stream() == stream)
                        .forEach(session -> session.end(LiveState.FAILED, obstacle.getMessage())));
    }

    @Override
    public void connected(Session session) {
        threads.events().execute(() -> tell(session, LiveState.CONNECTED, ""));
    }

    @Override
    public void ended(Session session, LiveState state, String reason) {
        demultiplexer.remove(session);
        if (sessions.remove(session.id()) == null) {
            return;
        }
        places.release();
        threads.events().execute(() -> {
            session.dispose();
            streams.release(session.stream());
            if (state == LiveState.FAILED) {
                LOG.info("Live session {} failed: {}", session.id(), reason);
            }
            tell(session, state, reason);
        });
    }

    private void tell(Session session, LiveState state, String reason) {
        try {
            listener.liveChanged(session.id(), state, reason);
        } catch (RuntimeException e) {
            LOG.warn("A listener failed over live session {}", session.id(), e);
        }
    }

    /** Ends every session, tells so, and ends the threads. */
    @Override
    public void close() {
        new ArrayList<>(sessions.values()).forEach(session -> session.end(LiveState.CLOSED, "The server ended it"));
        threads.closeEvents();
        port.close();
        loops.forEach(SendLoop::close);
        threads.close();
    }
}
