package com.technosupport.vms.web.internal.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import com.technosupport.vms.web.internal.live.CodecNames;
import com.technosupport.vms.web.internal.live.IceServers;
import com.technosupport.vms.web.internal.live.LiveAsk;
import com.technosupport.vms.web.internal.live.LiveViews;
import com.technosupport.vms.web.internal.live.Opened;
import com.technosupport.vms.web.internal.live.Talks;
import com.technosupport.vms.web.internal.socket.Messages.Failed;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what clients ask for on the WebSocket. Whatever arrives, the socket stays open and the client is told what was wrong
 * with it.
 */
@Component(service = Requests.class, immediate = true)
public final class Requests {

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final int MAX_REQUEST_ID = 64;

    private final Services services;
    private final LiveViews views;
    private final IceServers iceServers;
    private final EventPushes events;

    /** Set after the constructor ran. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile DetectionPush detections;

    @Activate
    public Requests(
            @Reference Services services,
            @Reference LiveViews views,
            @Reference WebSettings settings,
            @Reference EventPushes events) {
        this(services, views, new IceServers(settings, Clock.systemUTC()), events);
    }

    Requests(Services services, LiveViews views, IceServers iceServers, EventPushes events) {
        this.events = events;
        this.services = services;
        this.views = views;
        this.iceServers = iceServers;
    }

    void handle(SocketClient client, String text) {
        JsonNode message;
        try {
            message = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            message = null;
        }
        if (message == null || !message.isObject() || !message.path("type").isTextual()) {
            client.send(invalid(null, "A JSON object with a type is expected"));
            return;
        }
        String requestId = message.path("requestId").isTextual()
                ? message.path("requestId").textValue()
                : null;
        if (requestId != null && requestId.length() > MAX_REQUEST_ID) {
            client.send(invalid(null, "requestId: at most " + MAX_REQUEST_ID + " characters"));
            return;
        }
        try {
            dispatch(client, message, requestId);
        } catch (VmsException e) {
            client.send(Failed.of(e.code().name(), requestId, e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("A message of a {} failed", client, e);
            client.send(Failed.of(ErrorCode.INTERNAL.name(), requestId, "Internal error"));
        }
    }

    private DetectionPush detections() {
        DetectionPush present = detections;
        if (present == null) {
            throw new VmsException(ErrorCode.BUSY, "The server is starting: detection is not there yet");
        }
        return present;
    }

    private void dispatch(SocketClient client, JsonNode message, String requestId) {
        switch (message.path("type").textValue()) {
            case "live.request" -> open(client, message, requestId);
            case "talk.request" -> talk(client, message, requestId);
            case "live.answer" -> views.answer(client, session(message), text(message, "sdp"));
            // The browser's candidates are not needed: it finds us, since we are ICE-lite (RFC 8445, section 2.5).
            case "live.candidate" -> session(message);
            case "live.resume" -> views.resume(client, session(message));
            case "live.stop" -> views.stop(client, session(message));
            case "events.subscribe" ->
                events.subscribe(
                        client, requestId, new EventWishes(cameras(message), texts(message, "types")), after(message));
            case "events.unsubscribe" -> events.unsubscribe(client);
            case "detections.subscribe" -> detections().subscribe(client, cameras(message));
            case "detections.unsubscribe" -> detections().unsubscribe(client);
            default -> client.send(Failed.of("UNKNOWN_TYPE", requestId, "There is no such type of message"));
        }
    }

    private Camera camera(SocketClient client, JsonNode message, String requestId) {
        if (requestId == null) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "requestId: is missing");
        }
        CameraId id = CameraId.parse(text(message, "cameraId"));
        Camera camera = services.deviceRegistry()
                .camera(id)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such camera"));
        if (!client.identity().caller().maySee(id)) {
            throw new VmsException(ErrorCode.FORBIDDEN, "This camera was not granted to you");
        }
        return camera;
    }

    /** The answer comes when the device has taken the call, for which this thread does not wait. */
    private void talk(SocketClient client, JsonNode message, String requestId) {
        Camera camera = camera(client, message, requestId);
        if (client.identity().caller().role() == Role.VIEWER) {
            throw new VmsException(ErrorCode.FORBIDDEN, "Only operators may speak by cameras");
        }
        views.talks().open(client, camera, new Talks.Answer() {
            @Override
            public void offered(Negotiation negotiation) {
                client.send(new Messages.TalkOffer(
                        "talk.offer",
                        requestId,
                        negotiation.session().value(),
                        negotiation.sdp(),
                        iceServers.forViewer(client.identity().caller().id().toString())));
            }

            @Override
            public void refused(VmsException why) {
                client.send(Failed.of(why.code().name(), requestId, why.getMessage()));
            }
        });
    }

    private void open(SocketClient client, JsonNode message, String requestId) {
        Camera camera = camera(client, message, requestId);
        Opened opened = views.open(
                client,
                new LiveAsk(
                        camera,
                        role(message),
                        message.path("audio").asBoolean(false),
                        Optional.empty(),
                        codecs(message, "accept"),
                        codecs(message, "mse"),
                        texts(message, "failed")));
        String reason = Messages.Note.sentence(opened.reason());
        List<Messages.Note> notes = Messages.Note.of(opened.reason());
        Double keyFrames = opened.keyFrameSeconds() > 0 ? opened.keyFrameSeconds() : null;
        UUID session = opened.session().map(LiveSessionId::value).orElse(null);
        client.send(
                opened.url().isEmpty()
                        ? new Messages.Offer(
                                "live.offer",
                                requestId,
                                session,
                                opened.role(),
                                reason,
                                notes,
                                keyFrames,
                                opened.sdp(),
                                iceServers.forViewer(
                                        client.identity().caller().id().toString()))
                        : new Messages.Fallback(
                                "live.fallback",
                                requestId,
                                session,
                                opened.protocol(),
                                opened.url(),
                                opened.role(),
                                reason,
                                notes,
                                keyFrames));
    }

    private static Set<Codec> codecs(JsonNode message, String field) {
        Set<Codec> codecs = EnumSet.noneOf(Codec.class);
        texts(message, field).forEach(name -> CodecNames.codec(name).ifPresent(codecs::add));
        return codecs;
    }

    private static StreamRole role(JsonNode message) {
        JsonNode role = message.path("role");
        if (role.isMissingNode() || role.isNull() || "MAIN".equals(role.textValue())) {
            return StreamRole.MAIN;
        }
        if ("SUB".equals(role.textValue())) {
            return StreamRole.SUB;
        }
        throw new VmsException(ErrorCode.INVALID_REQUEST, "role: MAIN or SUB");
    }

    private static LiveSessionId session(JsonNode message) {
        return LiveSessionId.parse(text(message, "sessionId"));
    }

    private static String text(JsonNode message, String field) {
        JsonNode value = message.path(field);
        if (!value.isTextual()) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, field + ": a text is expected");
        }
        return value.textValue();
    }

    private static Set<String> texts(JsonNode message, String field) {
        JsonNode list = message.path(field);
        if (list.isMissingNode() || list.isNull()) {
            return Set.of();
        }
        Set<String> texts = new HashSet<>();
        for (JsonNode item : list) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            }
        }
        if (!list.isArray() || list.size() > 64) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, field + ": a list of at most 64 texts is expected");
        }
        return texts;
    }

    private static Set<CameraId> cameras(JsonNode message) {
        JsonNode list = message.path("cameraIds");
        if (list.isMissingNode() || list.isNull()) {
            return Set.of();
        }
        if (!list.isArray()) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "cameraIds: a list of ids is expected, or none for all");
        }
        Set<CameraId> cameras = new HashSet<>();
        for (JsonNode item : list) {
            cameras.add(CameraId.parse(item.asText()));
        }
        return cameras;
    }

    private static OptionalLong after(JsonNode message) {
        JsonNode after = message.path("after");
        if (after.isMissingNode() || after.isNull()) {
            return OptionalLong.empty();
        }
        if (!after.isIntegralNumber() || !after.canConvertToLong()) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "after: the number of the last message is expected");
        }
        return OptionalLong.of(after.longValue());
    }

    private static Failed invalid(String requestId, String message) {
        return Failed.of(ErrorCode.INVALID_REQUEST.name(), requestId, message);
    }
}
