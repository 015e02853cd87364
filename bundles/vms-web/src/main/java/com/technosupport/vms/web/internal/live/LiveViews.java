package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
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
import java.util.function.Supplier;
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
    private final SessionNotes notes;
    private final Talks talks;
    private final Map<LiveSessionId, View> views = new HashMap<>();
    /** Under the same lock. */
    private final Openings openings = new Openings();

    private final ScheduledExecutorService sweeping =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "vms-web-live"));
    private final Future<?> sweeps;
    private final long started = System.nanoTime();

    @Activate
    public LiveViews(@Reference Services services) {
        this(services, Clock.systemUTC(), KEPT);
    }

    public LiveViews(Services services, Clock clock, Duration kept) {
        this.services = services;
        this.clock = clock;
        this.kept = kept;
        this.notes = new SessionNotes(services, kept);
        this.talks = new Talks(services, clock);
        long period = Math.min(SWEEP.toMillis(), Math.max(20, kept.toMillis() / 6));
        this.sweeps = sweeping.scheduleWithFixedDelay(this::sweep, 0, period, TimeUnit.MILLISECONDS);
    }

    /** Ends the sessions that nobody could come back for; the others are found again when the web is back in time. */
    @Deactivate
    void stop() {
        synchronized (views) {
            openings.endIf(opening -> !opening.viewer().mayComeBack());
        }
        sweeps.cancel(true);
        sweeping.shutdownNow();
        talks.stop();
        stopIf(view -> view.viewer().filter(Viewer::mayComeBack).isEmpty() || isMse(view));
        try {
            sweeping.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those who speak; their sessions are answered and stopped as those of viewers are. */
    public Talks talks() {
        return talks;
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
        return new Climb(services, clock, viewer, ask, this::begun).open();
    }

    /** Opens a session and notes it. What becomes of it before it is noted is told after that. */
    private LiveSession begun(Viewer viewer, CameraId camera, Supplier<LiveSession> opening) {
        Openings.Opening begun;
        synchronized (views) {
            requirePlace(viewer);
            begun = openings.begin(viewer, camera);
        }
        LiveSession session = null;
        try {
            // Without the lock: it may take as long as a device takes to answer.
            session = opening.get();
        } finally {
            synchronized (views) {
                openings.end(begun, session == null ? null : session.id());
                if (session != null) {
                    View view = new View(session, viewer, System.nanoTime());
                    if (begun.isLost()) {
                        view.lost(System.nanoTime());
                    }
                    views.put(session.id(), view);
                }
            }
        }
        notes.put(session);
        tellWhatCameEarly(session.id());
        if (begun.isOver()) {
            end(session);
            throw new VmsException(ErrorCode.NOT_FOUND, "The viewer has gone, or may not see the camera any more");
        }
        return session;
    }

    private void tellWhatCameEarly(LiveSessionId session) {
        while (true) {
            Runnable next;
            synchronized (views) {
                next = openings.nextOf(session);
            }
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    private void requirePlace(Viewer viewer) {
        long open = openings.of(viewer)
                + views.values().stream()
                        .filter(view -> view.viewer().orElse(null) == viewer)
                        .count();
        if (open >= MAX_SESSIONS_OF_A_VIEWER) {
            throw new VmsException(ErrorCode.BUSY, "One viewer has " + open + " sessions at most");
        }
    }

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} for another's session, else as {@link LiveEgress#answer} */
    public void answer(Viewer viewer, LiveSessionId session, String sdp) {
        if (talks.answer(viewer, session, sdp)) {
            return;
        }
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
        notes.put(resumed);
        if (connected) {
            viewer.liveChanged(session, LiveState.CONNECTED, LiveReason.NONE);
        }
    }

    /** Ends one session of a WebSocket. Harmless when it has ended. */
    public void stop(Viewer viewer, LiveSessionId session) {
        if (talks.stop(viewer, session)) {
            return;
        }
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
        talks.gone(viewer);
        if (!viewer.mayComeBack()) {
            synchronized (views) {
                openings.endIf(opening -> opening.viewer() == viewer);
            }
            stopIf(view -> view.viewer().orElse(null) == viewer);
            return;
        }
        synchronized (views) {
            openings.lose(viewer);
            views.values().stream()
                    .filter(view -> view.viewer().orElse(null) == viewer && !view.isWaiting())
                    .forEach(view -> view.lost(System.nanoTime()));
        }
    }

    /** Ends the sessions of viewers who may not see the camera any more, or at all. */
    public void stopUnless(BiPredicate<Identity, CameraId> maySee) {
        talks.stopUnless(maySee);
        synchronized (views) {
            openings.endIf(opening -> !maySee.test(opening.viewer().identity(), opening.camera()));
        }
        stopIf(
                view -> view.viewer()
                        .filter(viewer ->
                                !maySee.test(viewer.identity(), view.session().camera()))
                        .isPresent(),
                LiveReason.of(
                        LiveReason.Code.DENIED, "The login has ended, or the camera is not granted to you any more"));
    }

    /** Ends the sessions of those from whom a part of the camera's pictures is hidden; opened anew they show the rest. */
    public void endHidden(CameraId camera) {
        PrivacyMask mask = services.masks().mask(camera);
        Predicate<Viewer> hidden =
                viewer -> mask.hidesFrom(viewer.identity().caller().role());
        synchronized (views) {
            openings.endIf(opening -> opening.camera().equals(camera) && hidden.test(opening.viewer()));
        }
        stopIf(
                view -> view.session().camera().equals(camera)
                        && view.viewer().map(hidden::test).orElse(!mask.isEmpty()),
                ended("What is hidden of the camera's picture was changed"));
    }

    /** Tells the viewer what became of its session. */
    public void changed(LiveSessionId session, LiveState state, LiveReason reason) {
        if (talks.changed(session, state, reason)) {
            return;
        }
        synchronized (views) {
            if (openings.defer(session, views.containsKey(session), () -> nowChanged(session, state, reason))) {
                return;
            }
        }
        nowChanged(session, state, reason);
    }

    private void nowChanged(LiveSessionId session, LiveState state, LiveReason reason) {
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
        LiveReason told = state == LiveState.CLOSED && reason.isEmpty() ? view.ending() : reason;
        view.viewer().ifPresent(there -> there.liveChanged(session, state, told));
        if (state != LiveState.CONNECTED) {
            view.carrier().ifPresent(carrier -> carrier.end(told.isEmpty() ? ended("The session has ended") : told));
            notes.remove(session);
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
        before.ifPresent(other -> other.end(ended("The video goes by another connection")));
        changed(session, LiveState.CONNECTED, LiveReason.NONE);
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
        changed(session, LiveState.CLOSED, ended(reason));
    }

    /** Tells the viewer that its session goes on with another stream. */
    public void streamChanged(LiveSessionId session, StreamId stream, LiveReason reason) {
        synchronized (views) {
            if (openings.defer(session, views.containsKey(session), () -> nowStreamChanged(session, stream, reason))) {
                return;
            }
        }
        nowStreamChanged(session, stream, reason);
    }

    private void nowStreamChanged(LiveSessionId session, StreamId stream, LiveReason reason) {
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
        notes.put(moved);
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
        stopIf(condition, LiveReason.NONE);
    }

    private void stopIf(Predicate<View> condition, LiveReason reason) {
        List<LiveSession> ending;
        synchronized (views) {
            List<View> found = views.values().stream().filter(condition).toList();
            found.forEach(view -> view.ending(reason));
            ending = found.stream().map(View::session).toList();
        }
        ending.forEach(this::end);
    }

    /** An egress tells of the end by itself, and then the note is removed; without one nobody will. */
    private void end(LiveSession session) {
        Optional<LiveEgress> egress = services.liveEgress(session.protocol());
        egress.ifPresent(there -> there.stop(session.id()));
        if (egress.isEmpty()) {
            changed(session.id(), LiveState.CLOSED, LiveReason.NONE);
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
            renewed.forEach(notes::put);
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
        List<LiveSession> noted = early ? notes.all() : List.of();
        Map<LiveSessionId, LiveSession> byId = new HashMap<>();
        noted.forEach(session -> byId.put(session.id(), session));
        for (LiveEgress egress : services.liveEgresses()) {
            long before;
            synchronized (views) {
                before = openings.begun();
            }
            List<LiveSessionInfo> sent = egress.sessions();
            List<LiveSessionId> orphans = new ArrayList<>();
            synchronized (views) {
                // Of what was being opened meanwhile it is not known yet whose it is: the next sweep sees.
                boolean all = openings.isQuietSince(before);
                for (LiveSessionInfo info : sent) {
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
                    } else if (!early && all) {
                        orphans.add(info.session());
                    }
                }
            }
            orphans.forEach(egress::stop);
        }
    }

    private static LiveReason ended(String text) {
        return LiveReason.of(LiveReason.Code.CONNECTION_ENDED, text);
    }

    private static VmsException notFound() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such live session");
    }
}
