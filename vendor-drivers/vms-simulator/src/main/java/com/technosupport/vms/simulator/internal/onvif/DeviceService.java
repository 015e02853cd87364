package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.auth.UsernameToken;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * The HTTP side of a camera: ONVIF's device and media services, and its snapshot. Credentials come as a UsernameToken of WS-Security or
 * as HTTP Digest, as ONVIF devices take them; some operations need none (ONVIF Core Specification, access class PRE_AUTH). Used by the
 * camera's event loop alone.
 */
public final class DeviceService {
    public static final String DEVICE_PATH = "/onvif/device_service";
    public static final String MEDIA_PATH = "/onvif/media_service";
    public static final String SNAPSHOT_PATH = "/snapshot.jpg";

    private static final String EXTERNAL_ENTITY_PATH = "/external-entity";
    private static final String SECURITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final String SECURITY_UTILITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private static final Set<String> OPEN =
            Set.of("GetSystemDateAndTime", "GetServices", "GetServiceCapabilities", "GetCapabilities", "GetHostname");

    private final CameraDevice camera;
    private final CameraDevice.Settings settings;
    private final HttpAuth httpAuth;
    private final UsernameToken tokens;
    private final FaultBoard faults;
    private final Counters counters;
    private final byte[] still;
    private final DeviceAnswers device;
    private final MediaAnswers media;

    public DeviceService(
            CameraDevice camera,
            Map<String, Mount> mounts,
            CameraDevice.Settings settings,
            HttpAuth httpAuth,
            FaultBoard faults,
            Counters counters,
            byte[] still) {
        this.camera = camera;
        this.settings = settings;
        this.httpAuth = httpAuth;
        this.faults = faults;
        this.counters = counters;
        this.still = still;
        tokens = new UsernameToken(settings.credentials());
        device = new DeviceAnswers(camera);
        media = new MediaAnswers(camera, mounts);
    }

    /** The scopes that a camera announces. */
    public static List<String> scopes(CameraDevice camera) {
        return DeviceAnswers.scopes(camera);
    }

    public Response answer(Request request) {
        String path = request.path();
        if (path.equals(SNAPSHOT_PATH)) {
            return snapshot(request);
        }
        if (!path.equals(DEVICE_PATH) && !path.equals(MEDIA_PATH)) {
            return Response.text(404, "text/plain", "Not found\n");
        }
        if (!request.method().equals("POST")) {
            return Response.text(405, "text/plain", "Only POST\n");
        }
        if (request.body().isEmpty() && request.header("authorization").isEmpty()) {
            // Some HTTP clients ask for the challenge first and send the body with its answer.
            return Soap.notAuthorized(httpAuth.challenges(false));
        }
        Soap.Call call;
        try {
            call = Soap.read(request.body());
        } catch (IOException e) {
            return Soap.notWellFormed();
        }
        if (!OPEN.contains(call.name())) {
            Optional<Response> refusal = refusal(request, call);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return Soap.MEDIA.equals(call.operation().getNamespaceURI()) ? media(call) : device(call);
    }

    private Response device(Soap.Call call) {
        return switch (call.name()) {
            case "GetSystemDateAndTime" -> good(device.dateAndTime(now()));
            case "GetDeviceInformation" -> good(device.information());
            case "GetCapabilities" -> good(device.capabilities(call.argument("Category")));
            case "GetServices" -> good(device.services());
            case "GetServiceCapabilities" -> good(device.serviceCapabilities());
            case "GetScopes" -> good(device.scopes());
            case "GetHostname" -> good(device.hostname());
            case "GetNetworkInterfaces" -> good(device.networkInterfaces());
            default -> Soap.notSupported();
        };
    }

    private Response media(Soap.Call call) {
        String profile = call.argument("ProfileToken");
        return switch (call.name()) {
            case "GetProfiles" -> good(media.profiles());
            case "GetVideoSources" -> good(media.videoSources());
            case "GetVideoEncoderConfigurations" -> good(media.encoderConfigurations());
            case "GetServiceCapabilities" -> good(media.serviceCapabilities());
            case "GetProfile", "GetStreamUri", "GetSnapshotUri", "SetSynchronizationPoint" ->
                media.mount(profile)
                        .map(mount -> ofProfile(call, profile, mount))
                        .orElseGet(() -> Soap.invalid("ter:NoProfile", "The requested profile token does not exist"));
            default -> Soap.notSupported();
        };
    }

    private Response ofProfile(Soap.Call call, String profile, Mount mount) {
        return switch (call.name()) {
            case "GetProfile" -> good(media.profile(profile));
            case "GetStreamUri" -> good(media.streamUri(profile));
            case "GetSnapshotUri" -> good(media.snapshotUri());
            default -> {
                mount.synchronise();
                yield good("<trt:SetSynchronizationPointResponse/>");
            }
        };
    }

    private Response good(String content) {
        String envelope = Soap.envelope(content);
        if (faults.has(Fault.XXE)) {
            String address =
                    camera.deviceService().resolve(EXTERNAL_ENTITY_PATH).toString();
            envelope = Soap.withExternalEntities(envelope, address);
        }
        return Response.text(200, Soap.TYPE, envelope);
    }

    private Response snapshot(Request request) {
        HttpAuth.Result result = check(request);
        if (result != HttpAuth.Result.GOOD) {
            return Response.unauthorized(
                    httpAuth.challenges(result == HttpAuth.Result.STALE), "text/plain", "Unauthorized\n");
        }
        return Response.bytes("image/jpeg", still);
    }

    private HttpAuth.Result check(Request request) {
        HttpAuth.Result result = faults.has(Fault.WRONG_PASSWORD) ? HttpAuth.Result.BAD : httpAuth.check(request);
        if (result == HttpAuth.Result.BAD && request.header("authorization").isPresent()) {
            counters.refused.increment();
        }
        return result;
    }

    private Optional<Response> refusal(Request request, Soap.Call call) {
        Optional<Element> token = Xml.find(call.envelope(), SECURITY, "UsernameToken");
        if (token.isPresent() && request.header("authorization").isEmpty()) {
            if (!faults.has(Fault.WRONG_PASSWORD) && good(token.get())) {
                return Optional.empty();
            }
            counters.refused.increment();
            return Optional.of(Soap.notAuthorized(List.of()));
        }
        HttpAuth.Result result = check(request);
        return result == HttpAuth.Result.GOOD
                ? Optional.empty()
                : Optional.of(Soap.notAuthorized(httpAuth.challenges(result == HttpAuth.Result.STALE)));
    }

    private boolean good(Element token) {
        String type = Xml.find(token, SECURITY, "Password")
                .map(element -> element.getAttribute("Type"))
                .orElse("");
        return tokens.check(
                Xml.text(token, SECURITY, "Username"),
                type,
                Xml.text(token, SECURITY, "Password"),
                Xml.text(token, SECURITY, "Nonce"),
                Xml.text(token, SECURITY_UTILITY, "Created"),
                now());
    }

    private Instant now() {
        return settings.clock().instant().plus(camera.clockSkew());
    }
}
