package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.TalkIngress;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.Identity;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operators who speak by cameras: their microphones come by WebRTC and go to the intercom, from the press of a button to its release.
 * A talk ends with its viewer's connection, with the viewer's rights, when either side hangs up, and with this bundle; its beginning
 * and its end are in the audit log. Safe for use by several threads.
 *
 * <p>Threads: {@code vms-web-talk-<n>} wait for devices to take calls.
 */
public final class Talks {

    /** What is to be told of a talk that was asked for, by whichever thread. */
    public interface Answer {

        void offered(Negotiation negotiation);

        void refused(VmsException why);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Talks.class);
    private static final String ACTION = "camera.talk";
    private static final int CALLERS = 4;
    private static final int MOST_WAITING = 16;
    private static final int MOST_OF_A_VIEWER = 4;
    private static final long LEAVING_SECONDS = 10;

    private final Services services;
    private final Clock clock;
    private final Set<Talk> talks = new HashSet<>();
    private final ThreadPoolExecutor calling;
    private boolean stopped;

    Talks(Services services, Clock clock) {
        this.services = services;
        this.clock = clock;
        AtomicInteger count = new AtomicInteger();
        this.calling = new ThreadPoolExecutor(
                CALLERS,
                CALLERS,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> new Thread(task, "vms-web-talk-" + count.incrementAndGet()));
        calling.allowCoreThreadTimeOut(true);
    }

    /** One operator's talk, from the question to the end. Guarded by itself. */
    private static final class Talk {
        final Viewer viewer;
        final Camera camera;
        LiveSessionId session;
        TalkLine line;
        long begunNanos;
        boolean over;
        /** Why, once it is over. */
        String reason = "";

        Talk(Viewer viewer, Camera camera) {
            this.viewer = viewer;
            this.camera = camera;
        }

        synchronized boolean is(LiveSessionId wanted) {
            return wanted.equals(session);
        }

        synchronized String reason() {
            return reason;
        }

        synchronized boolean isOver() {
            return over;
        }
    }

    /**
     * Calls a camera, and offers to take the viewer's microphone when its device has taken the call.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when too many wait, or the viewer has too many talks; what comes later is told
     *     to {@code answer}
     */
    public void open(Viewer viewer, Camera camera, Answer answer) {
        Talk talk = new Talk(viewer, camera);
        synchronized (talks) {
            if (stopped) {
                throw new VmsException(ErrorCode.BUSY, "The server is stopping");
            }
            long own = talks.stream().filter(other -> other.viewer == viewer).count();
            if (own >= MOST_OF_A_VIEWER) {
                throw new VmsException(ErrorCode.BUSY, "One viewer speaks by " + own + " cameras at most");
            }
            talks.add(talk);
        }
        try {
            calling.execute(() -> begin(talk, answer));
        } catch (RejectedExecutionException e) {
            forget(talk);
            throw new VmsException(ErrorCode.BUSY, "Too many calls wait for devices; try again later", e);
        }
    }

    private void begin(Talk talk, Answer answer) {
        try {
            if (!talk.isOver()) {
                answer.offered(call(talk));
            }
        } catch (VmsException e) {
            finish(talk, "it did not come to be: " + e.getMessage());
            answer.refused(e);
        } catch (InterruptedException e) {
            finish(talk, "the server stops");
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("A talk by camera {} could not begin", talk.camera.name(), e);
            finish(talk, "a defect of this server");
            answer.refused(new VmsException(ErrorCode.INTERNAL, "Internal error", e));
        }
    }

    private Negotiation call(Talk talk) throws InterruptedException {
        TalkIngress ingress = services.talkIngressIfThere()
                .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "Nobody can be listened to at the moment"));
        TalkLine line = services.intercomIfThere()
                .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "No camera can be called at the moment"))
                .call(talk.camera.id(), talk.viewer.identity().getName(), reason -> hungUp(talk, reason));
        synchronized (talk) {
            if (!talk.over) {
                talk.line = line;
                talk.begunNanos = System.nanoTime();
                audit(talk, "begins to speak");
                // Under the lock, so that what becomes of the session is not told before it is known.
                Negotiation negotiation =
                        ingress.negotiate(new TalkRequest(Set.of(Codec.PCMU, Codec.PCMA), line::send));
                talk.session = negotiation.session();
                return negotiation;
            }
        }
        line.close();
        throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The talk has ended: " + talk.reason());
    }

    /** The device, or the intercom, ended it. */
    private void hungUp(Talk talk, String reason) {
        LiveSessionId session;
        synchronized (talk) {
            session = talk.session;
        }
        if (finish(talk, reason) && session != null) {
            talk.viewer.liveChanged(session, LiveState.CLOSED, LiveReason.of(LiveReason.Code.HUNG_UP, reason));
        }
    }

    /**
     * The viewer's answer to our offer.
     *
     * @return whether the session is a talk of this viewer's
     */
    boolean answer(Viewer viewer, LiveSessionId session, String sdp) {
        Optional<Talk> talk = find(session).filter(there -> there.viewer == viewer);
        if (talk.isEmpty()) {
            return false;
        }
        services.talkIngressIfThere()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such live session"))
                .answer(session, sdp);
        return true;
    }

    /** @return whether the session was a talk of this viewer's */
    boolean stop(Viewer viewer, LiveSessionId session) {
        Optional<Talk> talk = find(session).filter(there -> there.viewer == viewer);
        talk.ifPresent(there -> {
            finish(there, "hung up");
            viewer.liveChanged(session, LiveState.CLOSED, LiveReason.NONE);
        });
        return talk.isPresent();
    }

    /** @return whether the session is a talk */
    boolean changed(LiveSessionId session, LiveState state, LiveReason reason) {
        Optional<Talk> talk = find(session);
        talk.ifPresent(there -> {
            if (state == LiveState.CONNECTED || finish(there, reason.isEmpty() ? "hung up" : reason.text())) {
                there.viewer.liveChanged(session, state, reason);
            }
        });
        return talk.isPresent();
    }

    void gone(Viewer viewer) {
        endIf(talk -> talk.viewer == viewer, LiveReason.of(LiveReason.Code.CONNECTION_ENDED, "the connection broke"));
    }

    void stopUnless(BiPredicate<Identity, CameraId> maySpeak) {
        endIf(
                talk -> talk.viewer.identity().caller().role() == Role.VIEWER
                        || !maySpeak.test(talk.viewer.identity(), talk.camera.id()),
                LiveReason.of(LiveReason.Code.DENIED, "the login has ended, or the camera is not granted any more"));
    }

    void stop() {
        synchronized (talks) {
            stopped = true;
        }
        endIf(talk -> true, LiveReason.of(LiveReason.Code.SERVER_STOPPED, "the server stops"));
        calling.shutdownNow();
        try {
            if (!calling.awaitTermination(LEAVING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A call to a device does not end on interrupt");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its viewer is told, as far as it still hears: what it says is not heard any more. */
    private void endIf(Predicate<Talk> condition, LiveReason reason) {
        List<Talk> ending;
        synchronized (talks) {
            ending = talks.stream().filter(condition).toList();
        }
        for (Talk talk : ending) {
            LiveSessionId session;
            synchronized (talk) {
                session = talk.session;
            }
            if (finish(talk, reason.text()) && session != null) {
                talk.viewer.liveChanged(session, LiveState.CLOSED, reason);
            }
        }
    }

    private Optional<Talk> find(LiveSessionId session) {
        List<Talk> all;
        synchronized (talks) {
            all = List.copyOf(talks);
        }
        return all.stream().filter(talk -> talk.is(session)).findFirst();
    }

    private void forget(Talk talk) {
        synchronized (talks) {
            talks.remove(talk);
        }
    }

    /** @return whether it was not over before */
    private boolean finish(Talk talk, String reason) {
        LiveSessionId session;
        synchronized (talk) {
            if (talk.over) {
                return false;
            }
            talk.over = true;
            talk.reason = reason;
            session = talk.session;
            if (talk.line != null) {
                talk.line.close();
                double seconds = (System.nanoTime() - talk.begunNanos) / 1e9;
                audit(
                        talk,
                        String.format(
                                Locale.ROOT,
                                "spoke for %.1f s (%d ms heard, %d ms left out); %s",
                                seconds,
                                talk.line.sent() * 20,
                                talk.line.dropped() * 20,
                                reason));
            }
        }
        forget(talk);
        if (session != null) {
            services.talkIngressIfThere().ifPresent(ingress -> ingress.stop(session));
        }
        return true;
    }

    private void audit(Talk talk, String detail) {
        services.auditLogIfThere()
                .ifPresent(log -> log.append(new AuditLog.Entry(
                        clock.instant(),
                        talk.viewer.identity().getName(),
                        ACTION,
                        talk.camera.id().toString(),
                        detail,
                        "")));
    }
}
