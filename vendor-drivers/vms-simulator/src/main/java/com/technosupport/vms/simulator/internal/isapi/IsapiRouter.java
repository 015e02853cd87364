package com.technosupport.vms.simulator.internal.isapi;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what answers a request. Used by its event loop alone. */
final class IsapiRouter {
    /** Answers with what the address held in its places for numbers. */
    private interface Answerer {
        Response answer(Request request, int[] places) throws IOException;
    }

    private record Route(String method, Pattern path, Answerer answerer) {}

    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;
    private final IsapiChannels channels;
    private final IsapiContacts contacts;
    private final IsapiArchive archive;
    private final IsapiPtz ptz;
    private final List<Route> routes = new ArrayList<>();
    private boolean picturesTried;

    IsapiRouter(
            NvrFace face,
            IsapiNumbers numbers,
            IsapiTimes times,
            IsapiSystem system,
            IsapiSessions sessions,
            IsapiTalk talk) {
        this.face = face;
        this.numbers = numbers;
        state = face.state();
        channels = new IsapiChannels(face, numbers);
        contacts = new IsapiContacts(face, numbers);
        archive = new IsapiArchive(face, numbers, times);
        ptz = new IsapiPtz(face);
        get("System/deviceInfo", (request, n) -> xml(system.deviceInfo()));
        get("System/capabilities", (request, n) -> xml(system.capabilities()));
        get("System/time", (request, n) -> xml(system.time()));
        get("Security/userCheck", (request, n) -> xml(system.userCheck()));
        get("Security/adminAccesses", (request, n) -> adminAccesses(request, system));
        route("GET", "Security/sessionLogin/capabilities", (request, n) -> sessions.answer(request));
        route("POST", "Security/sessionLogin", (request, n) -> sessions.answer(request));
        route("PUT", "Security/sessionHeartbeat", (request, n) -> ok(request));
        route("PUT", "Security/sessionLogout", (request, n) -> {
            sessions.logout(request);
            return ok(request);
        });
        channelRoutes();
        contactRoutes();
        archiveRoutes();
        ptzRoutes();
        get(
                "System/TwoWayAudio/channels",
                (request, n) -> talk.channels()
                        .map(this::xml)
                        .orElseGet(() -> IsapiAnswers.notSupported(state, request.path())));
        route("PUT", "System/TwoWayAudio/channels/#/open", (request, n) -> talk.open(request, n[0]));
        route("PUT", "System/TwoWayAudio/channels/#/close", (request, n) -> talk.close(request, n[0]));
    }

    private void channelRoutes() {
        get("ContentMgmt/InputProxy/channels", (request, n) -> list(request, channels.proxies(), channels::proxyList));
        get(
                "ContentMgmt/InputProxy/channels/status",
                (request, n) -> list(request, channels.proxies(), channels::proxyStatusList));
        get(
                "ContentMgmt/InputProxy/channels/#",
                (request, n) -> one(request, n[0], channels.proxies(), channels::proxy));
        get(
                "ContentMgmt/InputProxy/channels/#/status",
                (request, n) -> one(request, n[0], channels.proxies(), channels::proxyStatus));
        get("System/Video/inputs/channels", (request, n) -> list(request, channels.inputs(), channels::inputList));
        get("System/Video/inputs/channels/#", (request, n) -> one(request, n[0], channels.inputs(), channels::input));
        get("Streaming/channels", (request, n) -> xml(channels.streamList()));
        get("Streaming/channels/#", (request, n) -> stream(request, n[0]));
        get("Streaming/channels/#/picture", (request, n) -> picture(request, n[0], false));
        get("ContentMgmt/StreamingProxy/channels/#/picture", (request, n) -> picture(request, n[0], true));
        route("PUT", "Streaming/channels/#/requestKeyFrame", (request, n) -> keyFrame(request, n[0]));
        route("PUT", "ContentMgmt/StreamingProxy/channels/#/requestKeyFrame", (request, n) -> keyFrame(request, n[0]));
    }

    private void contactRoutes() {
        get("System/IO/inputs", (request, n) -> xml(contacts.inputs()));
        get("System/IO/outputs", (request, n) -> xml(contacts.outputs()));
        get("System/IO/status", (request, n) -> xml(contacts.all()));
        get("System/IO/inputs/#/status", (request, n) -> found(request, contacts.inputStatus(n[0])));
        get("System/IO/outputs/#/status", (request, n) -> found(request, contacts.outputStatus(n[0])));
        get("ContentMgmt/IOProxy/inputs", (request, n) -> xml(contacts.proxyInputs()));
        get("ContentMgmt/IOProxy/inputs/#/status", (request, n) -> found(request, contacts.inputStatus(n[0])));
        route(
                "PUT",
                "System/IO/outputs/#/trigger",
                (request, n) -> done(request, contacts.trigger(n[0], request.body())));
        get("Event/triggers", (request, n) -> xml(contacts.triggers()));
    }

    private void archiveRoutes() {
        route("POST", "ContentMgmt/search", (request, n) -> found(request, archive.search(request.body())));
        route(
                "POST",
                "ContentMgmt/record/tracks/#/dailyDistribution",
                (request, n) -> found(request, archive.days(n[0], request.body())));
        get("ContentMgmt/record/tracks", (request, n) -> xml(archive.tracks()));
    }

    private void ptzRoutes() {
        for (String root : new String[] {"PTZCtrl/channels/#/", "ContentMgmt/PTZCtrlProxy/channels/#/"}) {
            route(
                    "PUT",
                    root + "continuous",
                    (request, n) -> withChannel(
                            request, n[0], channel -> done(request, ptz.continuous(channel, request.body()))));
            get(root + "presets", (request, n) -> withChannel(request, n[0], channel -> xml(ptz.presets())));
            route(
                    "PUT",
                    root + "presets/#/goto",
                    (request, n) ->
                            withChannel(request, n[0], channel -> done(request, ptz.gotoPreset(channel, n[1]))));
        }
    }

    private void get(String path, Answerer answerer) {
        route("GET", path, answerer);
    }

    /** @param path below /ISAPI/, with # for each number */
    private void route(String method, String path, Answerer answerer) {
        Pattern pattern = Pattern.compile("(?i)^/ISAPI/" + path.replace("#", "(\\d{1,6})") + "/?$");
        routes.add(new Route(method, pattern, answerer));
    }

    Response answer(Request request) {
        boolean known = false;
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(request.path());
            if (!matcher.matches()) {
                continue;
            }
            if (route.method().equals(request.method())) {
                int[] places = new int[matcher.groupCount()];
                for (int i = 0; i < places.length; i++) {
                    places[i] = Integer.parseInt(matcher.group(i + 1));
                }
                try {
                    return route.answerer().answer(request, places);
                } catch (IOException e) {
                    return IsapiAnswers.badXml(state, request.path());
                }
            }
            known = true;
        }
        if (known) {
            return IsapiAnswers.wrongMethod(state, request.path());
        }
        return request.path().toUpperCase(Locale.ROOT).startsWith(IsapiDialect.ROOT)
                ? IsapiAnswers.notSupported(state, request.path())
                : Response.text(404, "text/html", "<html><body>Document Error: Not Found</body></html>\r\n");
    }

    private Response xml(String root) {
        return IsapiAnswers.xml(state, root);
    }

    private Response ok(Request request) {
        return IsapiAnswers.ok(state, request.path());
    }

    private Response done(Request request, boolean done) {
        return done ? ok(request) : IsapiAnswers.badParameters(state, request.path());
    }

    private Response found(Request request, Optional<String> root) {
        return root.map(this::xml).orElseGet(() -> IsapiAnswers.badParameters(state, request.path()));
    }

    private Response adminAccesses(Request request, IsapiSystem system) {
        return state.has(NvrQuirk.NO_ADMIN_ACCESSES)
                ? IsapiAnswers.notSupported(state, request.path())
                : xml(system.adminAccesses());
    }

    /** A list, which a recorder without such channels does not support; an IP recorder without channels has an empty one. */
    private Response list(Request request, List<NvrChannel> there, java.util.function.Supplier<String> root) {
        boolean empty = there.isEmpty()
                && (request.path().toLowerCase(Locale.ROOT).contains("/video/inputs/")
                        || state.settings().camera());
        return empty || isCameraWithProxies(request)
                ? IsapiAnswers.notSupported(state, request.path())
                : xml(root.get());
    }

    /** A single camera has no other cameras behind it. */
    private boolean isCameraWithProxies(Request request) {
        return state.settings().camera()
                && request.path().toLowerCase(Locale.ROOT).contains("/inputproxy/");
    }

    private Response one(Request request, int number, List<NvrChannel> among, Function<NvrChannel, String> root) {
        return numbers.channel(number)
                .filter(among::contains)
                .filter(channel -> !isCameraWithProxies(request))
                .map(channel -> xml(root.apply(channel)))
                .orElseGet(() -> IsapiAnswers.notSupported(state, request.path()));
    }

    private Response stream(Request request, int id) {
        return numbers.ofStream(id)
                .filter(channel -> IsapiNumbers.isStream(id))
                .map(channel -> xml(channels.stream(channel, id % 100 - 1)))
                .orElseGet(() -> IsapiAnswers.notSupported(state, request.path()));
    }

    private Response picture(Request request, int id, boolean byProxy) {
        if (state.has(NvrQuirk.PICTURE_BY_PROXY) != byProxy
                && !(byProxy && !state.settings().camera())) {
            return IsapiAnswers.notSupported(state, request.path());
        }
        Optional<NvrChannel> channel = numbers.ofStream(id).filter(NvrChannel::online);
        boolean tried = picturesTried;
        picturesTried = true;
        if (channel.isEmpty() || (state.has(NvrQuirk.PICTURE_SECOND_TIME) && !tried)) {
            return IsapiAnswers.deviceError(state, request.path());
        }
        return Response.bytes("image/jpeg", face.still(channel.get().number()));
    }

    private Response keyFrame(Request request, int id) {
        Optional<NvrChannel> channel = numbers.ofStream(id).filter(found -> IsapiNumbers.isStream(id));
        return channel.flatMap(found -> face.live(found.number(), id % 100 - 1))
                .map(mount -> {
                    mount.synchronise();
                    face.obeyed("requestKeyFrame", channel.get().number(), Map.of("stream", String.valueOf(id)));
                    return ok(request);
                })
                .orElseGet(() -> IsapiAnswers.badParameters(state, request.path()));
    }

    private interface OfChannel {
        Response answer(NvrChannel channel) throws IOException;
    }

    private Response withChannel(Request request, int number, OfChannel then) throws IOException {
        Optional<NvrChannel> channel = numbers.channel(number).filter(NvrChannel::online);
        return channel.isPresent() ? then.answer(channel.get()) : IsapiAnswers.badParameters(state, request.path());
    }
}
