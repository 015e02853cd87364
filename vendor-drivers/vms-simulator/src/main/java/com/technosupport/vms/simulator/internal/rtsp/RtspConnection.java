package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.internal.Loudspeaker;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.net.RequestParser;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one RTSP client and the session it has, if any: as with most cameras, the session lives and dies with its
 * connection. Used by its event loop alone.
 */
final class RtspConnection implements Connection.Protocol {
    private static final String METHODS =
            "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN";
    private static final int MAX_BODY = 16 * 1024;
    /** A client that sends requests without reading the answers is closed. */
    private static final long MAX_QUEUED = 2 * 1024 * 1024;

    private final RtspServer server;
    private final Connection connection;
    private final RequestParser parser = new RequestParser(MAX_BODY);
    private String session;
    private String url;
    private final Map<String, Playback> players = new LinkedHashMap<>();
    private long lastHeard = System.nanoTime();

    RtspConnection(RtspServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    @Override
    public void received(ByteBuffer in) throws IOException {
        lastHeard = System.nanoTime();
        while (in.hasRemaining() && !connection.isClosed()) {
            if (in.get(in.position()) == '$') {
                // RTCP of the client, of which it matters only that it came; or what it says.
                if (in.remaining() < 4 || in.remaining() < 4 + (in.getShort(in.position() + 2) & 0xffff)) {
                    return;
                }
                int length = in.getShort(in.position() + 2) & 0xffff;
                if (players.get(Sdp.BACK_TRACK) instanceof BackChannel speech) {
                    speech.frame(in.get(in.position() + 1) & 0xff, in.slice(in.position() + 4, length));
                }
                in.position(in.position() + 4 + length);
                continue;
            }
            Optional<Request> request = parser.next(in);
            if (request.isEmpty()) {
                return;
            }
            server.settings().counters().requests.increment();
            arrived(request.get());
        }
    }

    private void arrived(Request request) throws IOException {
        var faults = server.settings().faults();
        if (connection.queued() > MAX_QUEUED) {
            throw new IOException("The client does not read");
        }
        if (faults.has(Fault.SILENT)) {
            return;
        }
        if (faults.has(Fault.GARBAGE_RTSP)) {
            connection.write(ByteBuffer.wrap("\u0000\u0001\u00ffHTSP/9.9 two hundred\r\n:::\r\n\r\n$$$\u0000"
                    .getBytes(StandardCharsets.ISO_8859_1)));
            return;
        }
        if (faults.has(Fault.SLOW)) {
            long nanos = (long) (faults.amount(Fault.SLOW) * TimeUnit.SECONDS.toNanos(1));
            connection.loop().after(nanos, () -> {
                try {
                    handle(request);
                } catch (IOException e) {
                    connection.close();
                }
            });
            return;
        }
        handle(request);
    }

    private void handle(Request request) throws IOException {
        if (connection.isClosed()) {
            return;
        }
        if (!request.version().startsWith("RTSP/1.")) {
            answer(request, 505, "RTSP Version not supported", "", "");
            return;
        }
        String method = request.method().toUpperCase(Locale.ROOT);
        if (method.equals("OPTIONS")) {
            answer(request, 200, "OK", "Public: " + METHODS + "\r\n", "");
            return;
        }
        var faults = server.settings().faults();
        boolean refusesAll = faults.has(Fault.WRONG_PASSWORD) || faults.has(Fault.ACCOUNT_LOCKED);
        HttpAuth.Result result =
                refusesAll ? HttpAuth.Result.BAD : server.settings().auth().check(request);
        if (result != HttpAuth.Result.GOOD) {
            refuse(request, result == HttpAuth.Result.STALE);
            return;
        }
        String required = request.header("require").orElse("");
        boolean known = required.equalsIgnoreCase("onvif-replay")
                && (session != null || server.archive(request).isPresent());
        known |= required.equalsIgnoreCase(BackChannel.FEATURE)
                && server.loudspeaker(request).isPresent();
        if (!required.isEmpty() && !known) {
            answer(request, 551, "Option not supported", "Unsupported: " + required + "\r\n", "");
            return;
        }
        switch (method) {
            case "DESCRIBE" -> describe(request);
            case "SETUP" -> setup(request);
            case "PLAY" -> play(request);
            case "PAUSE" -> pause(request);
            case "GET_PARAMETER", "SET_PARAMETER" -> keepAlive(request);
            case "TEARDOWN" -> teardown(request);
            default -> answer(request, 405, "Method Not Allowed", "Allow: " + METHODS + "\r\n", "");
        }
    }

    private void refuse(Request request, boolean stale) {
        if (request.header("authorization").isPresent()) {
            server.settings().counters().refused.increment();
        }
        StringBuilder headers = new StringBuilder();
        for (String challenge : server.settings().auth().challenges(stale)) {
            headers.append("WWW-Authenticate: ").append(challenge).append("\r\n");
        }
        answer(request, 401, "Unauthorized", headers.toString(), "");
    }

    private void describe(Request request) {
        Optional<Archive> archive = server.archive(request);
        Optional<Mount> mount = archive.isPresent() ? Optional.empty() : server.mount(request);
        if (mount.isEmpty() && archive.isEmpty()) {
            answer(request, 404, "Not Found", "", "");
            return;
        }
        String accept = request.header("accept").orElse("application/sdp");
        if (!accept.contains("application/sdp") && !accept.contains("*/*")) {
            answer(request, 406, "Not Acceptable", "", "");
            return;
        }
        String body;
        if (server.settings().faults().has(Fault.GARBAGE_SDP)) {
            body = "m=video\r\nthis is no session description\r\nv=\r\na=control\r\n\u0000\r\n";
        } else {
            Sdp sdp = new Sdp(server.settings().camera(), server.host(), server.newNumber());
            body = archive.map(sdp::describe)
                    .orElseGet(() ->
                            sdp.describe(mount.get(), server.metadata(request).isPresent()));
            body += wantsToSpeak(request) ? Sdp.BACK_CHANNEL : "";
        }
        String headers = "Content-Base: " + base(request.target()) + "/\r\nContent-Type: application/sdp\r\n";
        answer(request, 200, "OK", headers, body);
    }

    private void setup(Request request) throws IOException {
        Optional<Archive> archive = server.archive(request);
        Optional<Mount> mount = archive.isPresent() ? Optional.empty() : server.mount(request);
        boolean beside = request.path().endsWith("/" + Sdp.METADATA_TRACK);
        Optional<Metadata> metadata = beside ? server.metadata(request) : Optional.empty();
        boolean back = request.path().endsWith("/" + Sdp.BACK_TRACK);
        Optional<Loudspeaker> loudspeaker = back ? server.loudspeaker(request) : Optional.empty();
        if ((mount.isEmpty() && archive.isEmpty())
                || (beside && metadata.isEmpty())
                || (back && loudspeaker.isEmpty())) {
            answer(request, 404, "Not Found", "", "");
            return;
        }
        if (session != null && request.header("session").isPresent() && !inSession(request)) {
            return;
        }
        if (players.values().stream().anyMatch(Playback::playing)) {
            answer(request, 455, "Method Not Valid in This State", "", "");
            return;
        }
        Optional<Transport> transport =
                Transport.choose(request.header("transport").orElse(""));
        if (transport.isEmpty() || (back && !transport.get().interleaved())) {
            answer(request, 461, "Unsupported Transport", "", "");
            return;
        }
        Transport chosen = transport.get();
        UdpPair udp = chosen.interleaved() ? null : server.udp();
        RtspServer.Settings settings = server.settings();
        Outlet outlet = new Outlet(connection, chosen, udp, settings.counters());
        Playback player;
        if (back) {
            BackChannel speech = new BackChannel(outlet, loudspeaker.get(), chosen.rtp());
            if (!loudspeaker.get().take(speech)) {
                answer(request, 453, "Not Enough Bandwidth", "", "");
                return;
            }
            player = speech;
        } else if (archive.isPresent()) {
            player = new ArchivePlayer(outlet, archive.get(), settings.counters());
        } else if (metadata.isPresent()) {
            player = new MetadataPlayer(outlet, metadata.get(), settings.counters(), settings.camera());
        } else {
            player = new Player(
                    connection, mount.get(), chosen, udp, settings.faults(), settings.counters(), settings.camera());
        }
        String track = beside ? Sdp.METADATA_TRACK : back ? Sdp.BACK_TRACK : Sdp.TRACK;
        Playback former = players.put(track, player);
        if (former != null) {
            former.end();
        }
        if (session == null) {
            session = HexFormat.of().toHexDigits(server.newNumber());
        }
        url = base(request.target());
        String ssrc = HexFormat.of().withUpperCase().toHexDigits(player.ssrc());
        String description = chosen.interleaved()
                ? "RTP/AVP/TCP;unicast;interleaved=" + chosen.rtp() + "-" + chosen.rtcp()
                : "RTP/AVP;unicast;client_port=" + chosen.rtp() + "-" + chosen.rtcp() + ";server_port=" + udp.rtpPort()
                        + "-" + (udp.rtpPort() + 1);
        long timeout = settings.sessionTimeout().toSeconds();
        String headers = "Transport: " + description + ";ssrc=" + ssrc + ";mode=\"PLAY\"\r\nSession: " + session
                + ";timeout=" + timeout + "\r\n";
        answer(request, 200, "OK", headers, "");
    }

    private void play(Request request) {
        if (!inSession(request)) {
            return;
        }
        String range = "npt=now-";
        StringJoiner info = new StringJoiner(",", "RTP-Info: ", "\r\n").setEmptyValue("");
        // Nothing is sent before the event loop has gone round, so the answer goes out before the first packet.
        for (Map.Entry<String, Playback> player : players.entrySet()) {
            Playback.Started started = player.getValue().play(request);
            if (player.getKey().equals(Sdp.TRACK)) {
                range = started.range();
            }
            if (started.sequence() >= 0) {
                info.add("url=" + url + "/" + player.getKey() + ";seq=" + started.sequence() + ";rtptime="
                        + started.timestamp());
            }
        }
        answer(request, 200, "OK", sessionHeader() + "Range: " + range + "\r\n" + info, "");
    }

    private void pause(Request request) {
        if (inSession(request)) {
            players.values().forEach(Playback::pause);
            answer(request, 200, "OK", sessionHeader(), "");
        }
    }

    private void keepAlive(Request request) {
        if (request.header("session").isEmpty() || inSession(request)) {
            answer(request, 200, "OK", session == null ? "" : sessionHeader(), "");
        }
    }

    private void teardown(Request request) {
        if (inSession(request)) {
            players.values().forEach(Playback::end);
            players.clear();
            session = null;
            answer(request, 200, "OK", "", "");
        }
    }

    private boolean wantsToSpeak(Request request) {
        return request.header("require").orElse("").equalsIgnoreCase(BackChannel.FEATURE);
    }

    private boolean inSession(Request request) {
        String given = request.header("session").orElse("").split(";")[0].trim();
        if (session != null && !players.isEmpty() && session.equals(given)) {
            return true;
        }
        answer(request, 454, "Session Not Found", "", "");
        return false;
    }

    private String sessionHeader() {
        return "Session: " + session + "\r\n";
    }

    /** The mount's own URL: with its query, which may be what tells it from others, without the track or a slash at the end. */
    private static String base(String target) {
        String base = target;
        for (String track : List.of(Sdp.TRACK, Sdp.METADATA_TRACK, Sdp.BACK_TRACK)) {
            if (target.endsWith("/" + track)) {
                base = target.substring(0, target.length() - track.length() - 1);
            }
        }
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    private void answer(Request request, int status, String reason, String headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "RTSP/1.0 " + status + " " + reason + "\r\nCSeq: "
                + request.header("cseq").orElse("0") + "\r\nServer: Techno Support Simulator\r\n" + headers
                + (content.length > 0 ? "Content-Length: " + content.length + "\r\n" : "") + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        connection.write(ByteBuffer.allocate(start.length + content.length)
                .put(start)
                .put(content)
                .flip());
    }

    /** RTCP came in over UDP. */
    void heard(SocketAddress from) {
        if (players.values().stream().anyMatch(player -> player.rtcpAddress().equals(from))) {
            lastHeard = System.nanoTime();
        }
    }

    void sweep(long now) {
        if (now - lastHeard > server.settings().sessionTimeout().toNanos()) {
            server.settings().counters().clientsDropped.increment();
            connection.close();
        }
    }

    @Override
    public void closed() {
        players.values().forEach(Playback::end);
        server.ended(this);
    }
}
