package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.nvr.Dialect;
import com.technosupport.vms.simulator.internal.nvr.LoginGuard;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CGI and RPC2, as Dahua's recorders and cameras speak them. */
public final class DahuaDialect implements Dialect {
    static final String VERSION = "4.001.0000000.1.R,build:2023-03-07";

    private static final Pattern STREAM = Pattern.compile("^(?:rtsp://[^/]*)?/cam/(realmonitor|playback)\\?(.*)$");
    private static final Pattern CHANNEL = Pattern.compile("(?:^|&)channel=(\\d{1,4})(?:&|/|$)");
    private static final Pattern SUBTYPE = Pattern.compile("(?:^|&)subtype=(\\d{1,2})(?:&|/|$)");
    private static final Pattern START = Pattern.compile("(?:^|&)starttime=([0-9_]+)");
    private static final Pattern END = Pattern.compile("(?:^|&)endtime=([0-9_]+)");
    private static final int LEAST_HEARTBEAT = 1;
    private static final int MOST_HEARTBEAT = 60;

    private final NvrFace face;
    private final NvrState state;
    private final DahuaTimes times;
    private final DahuaConfig config;
    private final DahuaFiles files;
    private final DahuaRpc rpc;
    private final DahuaPtz ptz;

    public DahuaDialect(NvrFace face) {
        this.face = face;
        state = face.state();
        times = new DahuaTimes(state);
        config = new DahuaConfig(face);
        files = new DahuaFiles(face, times);
        rpc = new DahuaRpc(face);
        ptz = new DahuaPtz(face);
    }

    @Override
    public String livePath(int channel, int stream) {
        return "/cam/realmonitor?channel=" + channel + "&subtype=" + stream;
    }

    @Override
    public String replayPath(int channel, Instant start, Instant end) {
        return "/cam/playback?channel=" + channel + "&subtype=0&starttime=" + times.underscored(start) + "&endtime="
                + times.underscored(end);
    }

    @Override
    public Optional<Wanted> wanted(String target) {
        Matcher stream = STREAM.matcher(target);
        if (!stream.matches()) {
            return Optional.empty();
        }
        String query = stream.group(2);
        Matcher channel = CHANNEL.matcher(query);
        int number = channel.find() ? Integer.parseInt(channel.group(1)) : 1;
        Matcher subtype = SUBTYPE.matcher(query);
        int sub = subtype.find() ? Integer.parseInt(subtype.group(1)) : 0;
        if (sub > 1) {
            return Optional.empty();
        }
        if (stream.group(1).equals("realmonitor")) {
            return Optional.of(new Wanted(number, sub, Optional.empty(), Optional.empty()));
        }
        Matcher start = START.matcher(query);
        Optional<Instant> from = start.find() ? times.parse(start.group(1)) : Optional.empty();
        Matcher end = END.matcher(query);
        Optional<Instant> to = end.find() ? times.parse(end.group(1)) : Optional.empty();
        return from.map(begin -> new Wanted(number, sub, Optional.of(begin), to));
    }

    @Override
    public boolean isOpen(Request request) {
        return DahuaRpc.isRpc(request);
    }

    @Override
    public boolean inSession(Request request) {
        return false;
    }

    @Override
    public boolean isDeviceInfo(Request request) {
        String action = new DahuaQuery(request).get("action");
        return request.path().equals("/cgi-bin/magicBox.cgi")
                && (action.equals("getSystemInfo") || action.equals("getDeviceType"));
    }

    @Override
    public boolean isEssential(Request request) {
        String name = new DahuaQuery(request).get("name");
        return switch (request.path()) {
            case "/cgi-bin/magicBox.cgi", "/cgi-bin/eventManager.cgi" -> true;
            case "/cgi-bin/configManager.cgi" ->
                name.equals("ChannelTitle") || name.equals("RemoteDevice") || name.equals("Encode");
            default -> false;
        };
    }

    @Override
    public boolean repeats() {
        return false;
    }

    @Override
    public Optional<EventStream> eventStream(Request request) {
        DahuaQuery query = new DahuaQuery(request);
        boolean attach = request.path().equals("/cgi-bin/eventManager.cgi")
                && query.get("action").equals("attach");
        if (!attach || query.get("codes").isEmpty()) {
            return Optional.empty();
        }
        OptionalInt seconds = query.number("heartbeat");
        Duration heartbeat = seconds.isPresent()
                ? Duration.ofSeconds(Math.max(LEAST_HEARTBEAT, Math.min(MOST_HEARTBEAT, seconds.getAsInt())))
                : state.settings().heartbeat();
        return Optional.of(new EventStream(
                "multipart/x-mixed-replace; boundary=" + DahuaEvents.BOUNDARY,
                heartbeat,
                new DahuaEvents(face, times, query.get("codes"))));
    }

    @Override
    public Response answer(Request request) {
        if (DahuaRpc.isRpc(request)) {
            return rpc.answer(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("POST")) {
            return DahuaLines.plain(405, "Error\r\nMethod Not Allowed!\r\n");
        }
        DahuaQuery query = new DahuaQuery(request);
        return switch (request.path()) {
            case "/cgi-bin/magicBox.cgi" -> magicBox(query);
            case "/cgi-bin/configManager.cgi" -> config.answer(query);
            case "/cgi-bin/LogicDeviceManager.cgi" -> config.cameras(query);
            case "/cgi-bin/snapshot.cgi" -> snapshot(query);
            case "/cgi-bin/alarm.cgi" -> alarm(query);
            case "/cgi-bin/mediaFileFind.cgi" -> files.answer(query);
            case "/cgi-bin/ptz.cgi" -> ptz.answer(query);
            case "/cgi-bin/global.cgi" -> global(query);
            default -> DahuaLines.notFound();
        };
    }

    private Response magicBox(DahuaQuery query) {
        int all = state.settings().channels() + state.settings().analogChannels();
        return switch (query.get("action")) {
            case "getSystemInfo" ->
                new DahuaLines()
                        .add("deviceType", state.settings().camera() ? "31" : "58")
                        .add("hardwareVersion", "1.00")
                        .add("processor", "SIM")
                        .add("serialNumber", state.device().serial())
                        .add("updateSerial", face.nvr().model())
                        .answer();
            case "getDeviceType" ->
                new DahuaLines().add("type", face.nvr().model()).answer();
            case "getSoftwareVersion" ->
                new DahuaLines().add("version", VERSION).answer();
            case "getMachineName" ->
                new DahuaLines().add("name", face.nvr().name()).answer();
            case "getVendor" -> new DahuaLines().add("vendor", "Dahua").answer();
            case "getSerialNo" ->
                new DahuaLines().add("sn", state.device().serial()).answer();
            case "getDeviceClass" ->
                new DahuaLines().add("class", deviceClass()).answer();
            case "getProductDefinition" ->
                switch (query.get("name")) {
                    case "MaxRemoteInputChannels" ->
                        new DahuaLines()
                                .add(
                                        "table.MaxRemoteInputChannels",
                                        state.settings().camera() ? 0 : Math.max(all, 8))
                                .answer();
                    case "MaxVideoInputChannels" ->
                        new DahuaLines().add("table.MaxVideoInputChannels", all).answer();
                    default -> DahuaLines.bad();
                };
            default -> DahuaLines.bad();
        };
    }

    private String deviceClass() {
        if (state.settings().camera()) {
            return "IPC";
        }
        return state.settings().analogChannels() > 0 ? "HCVR" : "NVR";
    }

    private Response snapshot(DahuaQuery query) {
        int channel = query.number("channel").orElse(1);
        return state.channel(channel)
                .filter(NvrChannel::online)
                .map(there -> Response.bytes("image/jpeg", face.still(channel)))
                .orElseGet(DahuaLines::bad);
    }

    private Response alarm(DahuaQuery query) {
        return switch (query.get("action")) {
            case "getInSlots" -> DahuaLines.result(state.settings().inputs());
            case "getOutSlots" -> DahuaLines.result(state.settings().outputs());
            case "getInState" -> DahuaLines.result(mask(state.inputs()));
            case "getOutState" -> DahuaLines.result(mask(state.outputs()));
            default -> DahuaLines.bad();
        };
    }

    private static long mask(List<Boolean> contacts) {
        long mask = 0;
        for (int i = 0; i < contacts.size(); i++) {
            mask |= contacts.get(i) ? 1L << i : 0;
        }
        return mask;
    }

    private Response global(DahuaQuery query) {
        return query.get("action").equals("getCurrentTime")
                ? DahuaLines.result(times.text(state.now()))
                : DahuaLines.bad();
    }

    @Override
    public Response refuse(Request request, LoginGuard.Verdict verdict) {
        if (verdict == LoginGuard.Verdict.LOCKED) {
            return locked();
        }
        Response refusal = DahuaLines.plain(401, "Error\r\nInvalid Authority!\r\n");
        for (String challenge : face.guard().challenges(verdict == LoginGuard.Verdict.STALE)) {
            refusal = refusal.with("WWW-Authenticate", challenge);
        }
        return refusal;
    }

    /** Nobody gets in: with the seconds that are left. */
    private Response locked() {
        long seconds = face.guard().lockedFor().plusMillis(999).toSeconds();
        return Response.text(
                403,
                "application/json",
                "{ \"ErrorCode\" : " + DahuaRpc.LOCKED + ", \"ErrorMsg\" : \"User locked!\", \"RmLock\" : " + seconds
                        + " }\r\n");
    }

    @Override
    public void forget() {
        rpc.forget();
        files.forget();
    }
}
