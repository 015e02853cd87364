package com.technosupport.vms.simulator.internal.isapi;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.nvr.Dialect;
import com.technosupport.vms.simulator.internal.nvr.LoginGuard;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ISAPI, as Hikvision's recorders and cameras speak it. */
public final class IsapiDialect implements Dialect {
    static final String ROOT = "/ISAPI/";

    private static final Pattern LIVE =
            Pattern.compile("(?i)^(?:rtsp://[^/]*)?(?:/ISAPI)?/Streaming/Channels/(\\d{1,5})(?:[/?].*)?$");
    private static final Pattern TRACK =
            Pattern.compile("(?i)^(?:rtsp://[^/]*)?(?:/ISAPI)?/Streaming/tracks/(\\d{1,5})/?\\?(.*)$");
    private static final Pattern START = Pattern.compile("(?i)(?:^|&)starttime=([^&/]+)");
    private static final Pattern END = Pattern.compile("(?i)(?:^|&)endtime=([^&/]+)");
    private static final Pattern ESSENTIAL = Pattern.compile(
            "(?i)^/ISAPI/(System/deviceInfo|ContentMgmt/InputProxy/channels(/\\d+)?"
                    + "|System/Video/inputs/channels(/\\d+)?|Streaming/channels(/\\d+)?|Event/notification/alertStream)$");

    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;
    private final IsapiTimes times;
    private final IsapiSessions sessions;
    private final IsapiSystem system;
    private final IsapiTalk talk;
    private final IsapiRouter router;

    public IsapiDialect(NvrFace face) {
        this.face = face;
        state = face.state();
        numbers = new IsapiNumbers(state);
        times = new IsapiTimes(state);
        sessions = new IsapiSessions(face);
        system = new IsapiSystem(face);
        talk = new IsapiTalk(face, numbers);
        router = new IsapiRouter(face, numbers, times, system, sessions, talk);
    }

    @Override
    public String livePath(int channel, int stream) {
        return "/Streaming/Channels/" + id(channel, stream);
    }

    private int id(int channel, int stream) {
        return state.channel(channel)
                .map(there -> numbers.stream(there, stream))
                .orElseThrow(() -> new IllegalArgumentException("No such channel: " + channel));
    }

    @Override
    public String replayPath(int channel, Instant start, Instant end) {
        return "/Streaming/tracks/" + id(channel, 0) + "?starttime=" + times.compact(start) + "&endtime="
                + times.compact(end);
    }

    @Override
    public Optional<Wanted> wanted(String target) {
        Matcher live = LIVE.matcher(target);
        if (live.matches()) {
            return wanted(Integer.parseInt(live.group(1)), Optional.empty(), Optional.empty());
        }
        Matcher track = TRACK.matcher(target);
        if (!track.matches()) {
            return Optional.empty();
        }
        Matcher start = START.matcher(track.group(2));
        Optional<Instant> from = start.find() ? times.parse(start.group(1)) : Optional.empty();
        Matcher end = END.matcher(track.group(2));
        Optional<Instant> to = end.find() ? times.parse(end.group(1)) : Optional.empty();
        return from.isEmpty() ? Optional.empty() : wanted(Integer.parseInt(track.group(1)), from, to);
    }

    private Optional<Wanted> wanted(int id, Optional<Instant> from, Optional<Instant> to) {
        return numbers.ofStream(id)
                .filter(channel -> IsapiNumbers.isStream(id))
                .map(channel -> new Wanted(channel.number(), id % 100 - 1, from, to));
    }

    @Override
    public boolean isOpen(Request request) {
        return sessions.isLogin(request);
    }

    @Override
    public boolean inSession(Request request) {
        return sessions.isIn(request);
    }

    @Override
    public boolean isDeviceInfo(Request request) {
        return request.path().equalsIgnoreCase("/ISAPI/System/deviceInfo");
    }

    @Override
    public boolean isEssential(Request request) {
        return ESSENTIAL.matcher(request.path()).matches();
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public Optional<EventStream> eventStream(Request request) {
        if (!request.path().equalsIgnoreCase("/ISAPI/Event/notification/alertStream")
                || !request.method().equals("GET")) {
            return Optional.empty();
        }
        IsapiEvents writer = new IsapiEvents(face, numbers, times);
        Duration heartbeat = state.settings().heartbeat();
        return Optional.of(new EventStream("multipart/mixed; boundary=" + writer.boundary(), heartbeat, writer));
    }

    @Override
    public boolean listens(Request request, Exchange exchange) {
        return talk.listens(request, exchange);
    }

    @Override
    public Response answer(Request request) {
        return router.answer(request);
    }

    @Override
    public Response refuse(Request request, LoginGuard.Verdict verdict) {
        boolean told = verdict == LoginGuard.Verdict.WRONG || verdict == LoginGuard.Verdict.LOCKED;
        Response body = told || state.has(NvrQuirk.SESSION_ONLY)
                ? IsapiAnswers.xml(state, system.refusal())
                : Response.text(
                        200, "text/html", "<html><head><title>Document Error: Unauthorized</title></head></html>\r\n");
        Response refusal = body.status(401);
        for (String challenge : face.guard().challenges(verdict == LoginGuard.Verdict.STALE)) {
            refusal = refusal.with("WWW-Authenticate", challenge);
        }
        return refusal;
    }

    @Override
    public void forget() {
        sessions.forget();
        talk.forget();
    }
}
