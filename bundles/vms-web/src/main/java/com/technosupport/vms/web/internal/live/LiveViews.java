package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which live session belongs to whom. It is opened, answered and stopped here, so that nobody reaches another's, and none
 * outlives its viewer: by more than 30 s, within which one whose WebSocket broke may come back for it, also after this
 * bundle was updated. Safe for use by several threads.
 */
@Component(service = LiveViews.class, immediate = true)
public final class LiveViews {

    /** How long a session outlives its viewer's WebSocket. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(LiveViews.class);
    private static final int MAX_SESSIONS_OF_A_VIEWER = 64;
    private static final Duration SWEEP = Duration.ofSeconds(5);

    /** What a viewer was sent, and never came for. */
    private static final Duration UNUSED = Duration.ofSeconds(30);

    private final Services services;
    private final Clock clock;
    private final Duration kept;
    private final Map<LiveSessionId, View> views = new HashMap<>();
    private final ScheduledExecutorService sweeping =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "vms-web-live"));
    private final Future<?> sweeps;
    private final long started = System.nanoTime();
    private boolean storeFails;

    @Activate
    public LiveViews(@Reference Services services) {
        this(services, Clock.systemUTC(), KEPT);
    }

    public LiveViews(Services services, Clock clock, Duration kept) {
        this.services = services;
        this.clock = clock;
        this.kept = kept;
        long period = Math.min(SWEEP.toMillis(), Math.max(20, kept.toMillis() / 6));
        this.sweeps = sweeping.scheduleWithFixedDelay(this::sweep, 0, period, TimeUnit.MILLISECONDS);
    }

    /** Ends the sessions that nobody could come back for; the others are found again when the web is back in time. */
    @Deactivate
    void stop() {
        sweeps.cancel(true);
        sweeping.shutdownNow();
        stopIf(view -> view.viewer().filter(Viewer::mayComeBack).isEmpty() || isMse(view));
        try {
            sweeping.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isMse(View view) {
        return view.session().protocol().equals(Rung.MSE);
    }

    /**
     * Opens a session at the best stream, by the best way, that the viewer can take.
     *
     * @throws VmsException as {@link LiveEgress#negotiate}; {@link ErrorCode#BUSY} when the ways of sending are away, or the
     *     viewer has too many sessions
     */
    public Opened open(Viewer viewer, LiveAsk ask) {
        List<Rung> rungs = Ladder.of(ask, stream -> services.streamHubIfThere().flatMap(hub -> hub.format(stream)));
        VmsException refusal = null;
        for (Rung rung : rungs) {
            if (isAway(rung)
                    || (rung.transcodesPictures()
                            && services.transcoderIfThere().isEmpty())) {
                continue;
            }
            try {
                return tried(viewer, ask, rung, refusal);
            } catch (VmsException e) {
                boolean goesOn = e.code() == ErrorCode.CODEC_UNSUPPORTED
                        || (e.code() == ErrorCode.BUSY && rung.transcodesPictures());
                if (!goesOn) {
                    throw e;
                }
                // Why the last resort is not there says more than why the best is not.
                refusal = refusal == null || rung.transcodesPictures() ? e : refusal;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        throw !rungs.isEmpty() && rungs.stream().allMatch(this::isAway) ? away() : codecUnsupported(ask);
    }

    private static VmsException away() {
        return new VmsException(ErrorCode.BUSY, "Live video is not there at the moment");
    }

    private static VmsException codecUnsupported(LiveAsk ask) {
        Codec codec = ask.camera().stream(ask.role())
                .or(() -> ask.camera().streams().stream().findFirst())
                .map(CameraStream::codec)
                .orElse(Codec.UNKNOWN);
        return new VmsException(
                ErrorCode.CODEC_UNSUPPORTED,
                "The camera sends " + CodecNames.spoken(codec) + ", which the viewer cannot take");
    }

    private boolean isAway(Rung rung) {
        return switch (rung.protocol()) {
            case Rung.WEBRTC -> services.liveEgress(Rung.WEBRTC).isEmpty();
            case Rung.MSE -> services.liveFragmentsIfThere().isEmpty();
            default -> services.liveHlsIfThere().isEmpty();
        };
    }

    private Opened tried(Viewer viewer, LiveAsk ask, Rung wanted, VmsException refusal) {
        Rung rung = wanted;
        StreamId stream = rung.stream().id();
        if (rung.target().isPresent()) {
            try {
                Transcoder transcoder = services.transcoderIfThere()
                        .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "nothing can be coded anew at the moment"));
                stream = transcoder.transcode(stream, rung.target().get());
            } catch (VmsException e) {
                if (rung.transcodesPictures()) {
                    throw e;
                }
                rung = rung.withoutTranscoding("Without its sound: " + e.getMessage());
            }
        }
        String reason = rung.reason().isEmpty() && refusal != null ? refusal.getMessage() : rung.reason();
        return switch (rung.protocol()) {
            case Rung.WEBRTC -> webrtc(viewer, ask, rung, stream, reason);
            case Rung.MSE -> mse(viewer, ask, rung, stream, reason);
            default -> hls(ask, rung, reason);
        };
    }

    private Opened webrtc(Viewer viewer, LiveAsk ask, Rung rung, StreamId stream, String reason) {
        LiveEgress egress = services.liveEgress(Rung.WEBRTC).orElseThrow(LiveViews::away);
        Optional<StreamId> smaller = Optional.of(rung)
                .filter(way ->
                        way.stream().role() == StreamRole.MAIN && way.target().isEmpty())
                .flatMap(way -> ask.camera().stream(StreamRole.SUB))
                .filter(sub -> sub.codec() == rung.stream().codec())
                .map(CameraStream::id);
        Negotiation negotiation;
        LiveSession session;
        // Under the lock, so that what becomes of the session is not told before its viewer is noted.
        synchronized (views) {
            requirePlace(viewer);
            negotiation =
                    egress.negotiate(new NegotiationRequest(stream, ask.offer(), ask.accept(), ask.audio(), smaller));
            session = session(negotiation.session(), viewer, ask, rung, stream);
            views.put(session.id(), new View(session, viewer, System.nanoTime()));
        }
        note(session);
        return new Opened(
                Optional.of(session.id()),
                Rung.WEBRTC,
                session.role(),
                join(reason, negotiation.reason()),
                negotiation.sdp(),
                "");
    }

    private Opened mse(Viewer viewer, LiveAsk ask, Rung rung, StreamId stream, String reason) {
        LiveSession session = session(LiveSessionId.next(clock), viewer, ask, rung, stream);
        synchronized (views) {
            requirePlace(viewer);
            views.put(session.id(), new View(session, viewer, System.nanoTime()));
        }
        note(session);
        return new Opened(Optional.of(session.id()), Rung.MSE, session.role(), reason, "", "/ws/live/" + session.id());
    }

    private static Opened hls(LiveAsk ask, Rung rung, String reason) {
        StringBuilder url = new StringBuilder("/api/cameras/" + ask.camera().id() + "/hls/index.m3u8?role="
                + rung.stream().role());
        if (rung.transcodesPictures()) {
            url.append("&codec=").append(Codec.H264);
        }
        if (ask.audio()) {
            url.append("&audio=true");
        }
        return new Opened(Optional.empty(), Rung.HLS, rung.stream().role(), reason, "", url.toString());
    }

    private LiveSession session(LiveSessionId id, Viewer viewer, LiveAsk ask, Rung rung, StreamId stream) {
        return new LiveSession(
                id,
                viewer.identity().caller().id(),
                ask.camera().id(),
                stream,
                rung.stream().role(),
                rung.protocol(),
                ask.audio(),
                clock.instant());
    }

    private void requirePlace(Viewer viewer) {
        long open = views.values().stream()
                .filter(view -> view.viewer().orElse(null) == viewer)
                .count();
        if (open >= MAX_SESSIONS_OF_A_VIEWER) {
            throw new VmsException(ErrorCode.BUSY, "One viewer has " + open + " sessions at most");
        }
    }

    private static String join(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? one + other : one + ". " + other;
    }

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} for another's session, else as {@link LiveEgress#answer} */
    public void answer(Viewer viewer, LiveSessionId session, String sdp) {
        LiveSession known = of(viewer, session).orElseThrow(LiveViews::notFound);
        services.liveEgress(known.protocol()).orElseThrow(LiveViews::notFound).answer(session, sdp);
    }

    /**
     * Takes over a session of the same user whose WebSocket broke, also when that has not been noticed here yet. The viewer is
     * told its state.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when it has ended, or is another's
     */
    public void resume(Viewer viewer, LiveSessionId session) {
        LiveSession resumed;
        boolean connected;
        synchronized (views) {
            View view = views.get(session);
            boolean sameUser = view != null
                    && view.session().user().equals(viewer.identity().caller().id())
                    && viewer.identity().caller().maySee(view.session().camera());
            if (!sameUser || !view.viewer().map(Viewer::mayComeBack).orElse(true)) {
                throw notFound();
            }
            requirePlace(viewer);
            view.regained(viewer);
            resumed = view.session();
            connected = view.isConnected();
        }
        note(resumed);
        if (connected) {
            viewer.liveChanged(session, LiveState.CONNECTED, "");
        }
    }

    /** Ends one session of a WebSocket. Harmless when it has ended. */
    public void stop(Viewer viewer, LiveSessionId session) {
        of(viewer, session).ifPresent(this::end);
    }

    /**
     * Ends a session of the caller's, or anyone's for an administrator.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    public void stop(Identity identity, LiveSessionId session) {
        LiveSession known = session(session)
                .filter(there -> identity.caller().role() == Role.ADMIN
                        || there.user().equals(identity.caller().id()))
                .orElseThrow(LiveViews::notFound);
        end(known);
    }

    /** A viewer is gone. Its sessions go with it, at once or when it does not come back for them in time. */
    public void gone(Viewer viewer) {
        if (!viewer.mayComeBack()) {
            stopIf(view -> view.viewer().orElse(null) == viewer);
            return;
        }
        synchronized (views) {
            views.values().stream()
                    .filter(view -> view.viewer().orElse(null) == viewer && !view.isWaiting())
                    .forEach(view -> view.lost(System.nanoTime()));
        }
    }

    /** Ends the sessions of viewers who may not see the camera any more, or at all. */
    public void stopUnless(BiPredicate<Identity, CameraId> maySee) {
        stopIf(view -> view.viewer()
                .filter(viewer -> !maySee.test(viewer.identity(), view.session().camera()))
                .isPresent());
    }

    /** Tells the viewer what became of its session. */
    public void changed(LiveSessionId session, LiveState state, String reason) {
        View view;
        synchronized (views) {
            view = state == LiveState.CONNECTED ? views.get(session) : views.remove(session);
            if (view == null) {
                return;
            }
            if (state == LiveState.CONNECTED) {
                view.connected();
            }
        }
        view.viewer().ifPresent(there -> there.liveChanged(session, state, reason));
        if (state != LiveState.CONNECTED) {
            view.carrier().ifPresent(carrier -> carrier.end(reason.isEmpty() ? "The session has ended" : reason));
            store(store -> store.remove(session));
        }
    }

    /**
     * A viewer comes for the video of its session by a connection of its own.
     *
     * @param carrier is ended with the session; another that carried it before is ended now
     * @throws VmsException {@link ErrorCode#NOT_FOUND} for another's session, or one that is not carried so
     */
    public LiveSession carry(Identity identity, LiveSessionId session, Carrier carrier) {
        Optional<Carrier> before;
        LiveSession carried;
        synchronized (views) {
            View view = views.get(session);
            if (view == null
                    || !isMse(view)
                    || !view.session().user().equals(identity.caller().id())
                    || !identity.caller().maySee(view.session().camera())) {
                throw notFound();
            }
            before = view.carrier();
            view.carriedBy(carrier);
            carried = view.session();
        }
        before.ifPresent(other -> other.end("The video goes by another connection"));
        changed(session, LiveState.CONNECTED, "");
        return carried;
    }

    /** The connection is gone, and so is the session unless another carries it. */
    public void dropped(LiveSessionId session, Carrier carrier, String reason) {
        synchronized (views) {
            View view = views.get(session);
            if (view == null || view.carrier().orElse(null) != carrier) {
                return;
            }
        }
        changed(session, LiveState.CLOSED, reason);
    }

    /** Tells the viewer that its session goes on with another stream. */
    public void streamChanged(LiveSessionId session, StreamId stream, String reason) {
        Optional<CameraId> id = session(session).map(LiveSession::camera);
        if (id.isEmpty()) {
            return;
        }
        var camera = services.deviceRegistryIfThere().flatMap(devices -> devices.camera(id.get()));
        LiveSession moved;
        StreamRole role;
        Optional<Viewer> viewer;
        synchronized (views) {
            View view = views.get(session);
            if (view == null) {
                return;
            }
            role = view.moved(stream, camera);
            moved = view.session();
            viewer = view.viewer();
        }
        viewer.ifPresent(there -> there.streamChanged(session, role, reason));
        note(moved);
    }

    /** A session by its id, whosever it is. */
    public Optional<LiveSession> session(LiveSessionId session) {
        synchronized (views) {
            return Optional.ofNullable(views.get(session)).map(View::session);
        }
    }

    private Optional<LiveSession> of(Viewer viewer, LiveSessionId session) {
        synchronized (views) {
            return Optional.ofNullable(views.get(session))
                    .filter(view -> view.viewer().orElse(null) == viewer)
                    .map(View::session);
        }
    }

    private void stopIf(Predicate<View> condition) {
        List<LiveSession> ending;
        synchronized (views) {
            ending =
                    views.values().stream().filter(condition).map(View::session).toList();
        }
        ending.forEach(this::end);
    }

    /** An egress tells of the end by itself, and then the note is removed; without one nobody will. */
    private void end(LiveSession session) {
        Optional<LiveEgress> egress = services.liveEgress(session.protocol());
        egress.ifPresent(there -> there.stop(session.id()));
        if (egress.isEmpty()) {
            changed(session.id(), LiveState.CLOSED, "");
        }
    }

    // What time brings

    private void sweep() {
        try {
            adopt();
            long now = System.nanoTime();
            stopIf(view -> view.isWaiting() && view.nanosWaiting(now) > kept.toNanos());
            stopIf(view -> isMse(view)
                    && !view.isConnected()
                    && clock.instant().isAfter(view.session().since().plus(UNUSED)));
            List<LiveSession> renewed;
            synchronized (views) {
                renewed = views.values().stream()
                        .filter(view -> !view.isWaiting())
                        .map(View::session)
                        .toList();
            }
            renewed.forEach(this::note);
        } catch (RuntimeException e) {
            LOG.warn("Live sessions could not be looked after", e);
        }
    }

    /**
     * Finds sessions that were opened before this bundle was updated: their viewers have the same time to come back for them.
     * What an egress still sends and nobody knows any more is ended.
     */
    private void adopt() {
        long age = System.nanoTime() - started;
        boolean early = age < kept.toNanos();
        List<LiveSession> noted = early ? noted() : List.of();
        Map<LiveSessionId, LiveSession> byId = new HashMap<>();
        noted.forEach(session -> byId.put(session.id(), session));
        for (LiveEgress egress : services.liveEgresses()) {
            List<LiveSessionId> orphans = new ArrayList<>();
            // Under the lock, so that what is being opened is not taken for an orphan.
            synchronized (views) {
                for (LiveSessionInfo info : egress.sessions()) {
                    LiveSession session = byId.get(info.session());
                    if (views.containsKey(info.session())) {
                        continue;
                    }
                    if (session != null) {
                        View view = new View(session, null, System.nanoTime());
                        if (info.connected()) {
                            view.connected();
                        }
                        views.put(session.id(), view);
                    } else if (!early) {
                        orphans.add(info.session());
                    }
                }
            }
            orphans.forEach(egress::stop);
        }
    }

    private List<LiveSession> noted() {
        List<LiveSession> found = new ArrayList<>();
        store(store -> found.addAll(store.sessions()));
        return found;
    }

    private void note(LiveSession session) {
        store(store -> store.put(session, kept));
    }

    private interface StoreCall {
        void on(SessionStore store);
    }

    /** A store that is away costs no viewer the picture: only who comes back after an update of this bundle needs it. */
    private void store(StoreCall call) {
        Optional<SessionStore> store = services.sessionStoreIfThere();
        if (store.isEmpty()) {
            return;
        }
        boolean failed = false;
        try {
            call.on(store.get());
        } catch (VmsException e) {
            failed = true;
            LOG.debug("A live session is not noted", e);
        }
        synchronized (sweeping) {
            if (failed && !storeFails) {
                LOG.warn("Live sessions cannot be noted at the moment; they go on");
            }
            storeFails = failed;
        }
    }

    private static VmsException notFound() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such live session");
    }
}
