package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Which live session belongs to whom. It is opened, answered and stopped here, so that nobody reaches another's, and none
 * outlives its viewer. Safe for use by several threads.
 */
@Component(service = LiveViews.class, immediate = true)
public final class LiveViews {

    public static final String WEBRTC = "webrtc";

    private static final int MAX_SESSIONS_OF_A_VIEWER = 64;

    /** By protocol and not by service: the service may be updated while the session is noted here. */
    private record View(String protocol, CameraId camera, Viewer viewer) {}

    /** A session that was opened, and what the viewer gets. */
    public record Opened(Negotiation negotiation, StreamRole role, String reason) {}

    private final Services services;
    private final Map<LiveSessionId, View> views = new HashMap<>();

    @Activate
    public LiveViews(@Reference Services services) {
        this.services = services;
    }

    /** Ends every session: nobody could answer for them. */
    @Deactivate
    void stop() {
        stopIf(view -> true);
    }

    /**
     * Opens a session at the best stream that the viewer can take.
     *
     * @param offer the viewer's, where it makes one
     * @throws VmsException as {@link LiveEgress#negotiate}; {@link ErrorCode#BUSY} when the way of sending is away, or the
     *     viewer has too many sessions
     */
    public Opened open(Viewer viewer, Camera camera, StreamRole role, Optional<String> offer, Set<Codec> accept) {
        LiveEgress egress = services.liveEgress(WEBRTC)
                .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "Live video is not there at the moment"));
        List<StreamChoice> choices = StreamChoice.of(camera, role, accept);
        // Under the lock, so that what becomes of the session is not told before its viewer is noted.
        synchronized (views) {
            long open = views.values().stream()
                    .filter(view -> view.viewer() == viewer)
                    .count();
            if (open >= MAX_SESSIONS_OF_A_VIEWER) {
                throw new VmsException(ErrorCode.BUSY, "One viewer has " + open + " sessions at most");
            }
            VmsException refusal = null;
            for (StreamChoice choice : choices) {
                try {
                    Negotiation negotiation = egress.negotiate(
                            NegotiationRequest.ofVideo(choice.stream().id(), offer, accept));
                    views.put(negotiation.session(), new View(WEBRTC, camera.id(), viewer));
                    return new Opened(negotiation, choice.stream().role(), reason(choice, negotiation));
                } catch (VmsException e) {
                    if (e.code() != ErrorCode.CODEC_UNSUPPORTED) {
                        throw e;
                    }
                    refusal = refusal == null ? e : refusal;
                }
            }
            throw refusal;
        }
    }

    private static String reason(StreamChoice choice, Negotiation negotiation) {
        if (choice.reason().isEmpty() || negotiation.reason().isEmpty()) {
            return choice.reason() + negotiation.reason();
        }
        return choice.reason() + ". " + negotiation.reason();
    }

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} for another's session, else as {@link LiveEgress#answer} */
    public void answer(Viewer viewer, LiveSessionId session, String sdp) {
        View view = view(session).filter(known -> known.viewer() == viewer).orElseThrow(LiveViews::notFound);
        services.liveEgress(view.protocol()).orElseThrow(LiveViews::notFound).answer(session, sdp);
    }

    /** Ends one session of a WebSocket. Harmless when it has ended. */
    public void stop(Viewer viewer, LiveSessionId session) {
        view(session).filter(known -> known.viewer() == viewer).ifPresent(known -> end(session, known));
    }

    /**
     * Ends a session of the caller's, or anyone's for an administrator.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    public void stop(Identity identity, LiveSessionId session) {
        View view = view(session)
                .filter(known -> identity.caller().role() == Role.ADMIN
                        || known.viewer()
                                .identity()
                                .caller()
                                .id()
                                .equals(identity.caller().id()))
                .orElseThrow(LiveViews::notFound);
        end(session, view);
    }

    /** Ends all sessions of a viewer that is gone. */
    public void stopAll(Viewer viewer) {
        stopIf(view -> view.viewer() == viewer);
    }

    /** Ends the sessions of viewers who may not see the camera any more, or at all. */
    public void stopUnless(BiPredicate<Identity, CameraId> maySee) {
        stopIf(view -> !maySee.test(view.viewer().identity(), view.camera()));
    }

    /** Tells the viewer what became of its session. */
    public void changed(LiveSessionId session, LiveState state, String reason) {
        Optional<View> view;
        synchronized (views) {
            view = Optional.ofNullable(state == LiveState.CONNECTED ? views.get(session) : views.remove(session));
        }
        view.ifPresent(known -> known.viewer().liveChanged(session, state, reason));
    }

    private Optional<View> view(LiveSessionId session) {
        synchronized (views) {
            return Optional.ofNullable(views.get(session));
        }
    }

    private void stopIf(Predicate<View> condition) {
        Map<LiveSessionId, View> known;
        synchronized (views) {
            known = Map.copyOf(views);
        }
        List<LiveSessionId> ending = new ArrayList<>();
        known.forEach((session, view) -> {
            if (condition.test(view)) {
                ending.add(session);
            }
        });
        ending.forEach(session -> end(session, known.get(session)));
    }

    /** The egress tells of the end by itself, and then the note is removed; without one nobody will. */
    private void end(LiveSessionId session, View view) {
        Optional<LiveEgress> egress = services.liveEgress(view.protocol());
        egress.ifPresent(there -> there.stop(session));
        if (egress.isEmpty()) {
            changed(session, LiveState.CLOSED, "");
        }
    }

    private static VmsException notFound() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such live session");
    }
}
