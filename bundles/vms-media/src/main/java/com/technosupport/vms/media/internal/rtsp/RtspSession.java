package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream's session with its device, from OPTIONS to TEARDOWN (RFC 2326). All but {@link #stop} and {@link #live} happens on the
 * loop's thread; whatever goes wrong ends in one call of {@link SourceListener#ended}.
 */
public final class RtspSession implements Source, RtspLink.Owner, RtspLoop.Member, RtspRequests.Wire {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSession.class);
    private static final int DEFAULT_PORT = 554;
    private static final int MAX_REDIRECTS = 3;
    private static final int USUAL_TIMEOUT_SECONDS = 60;
    private static final long REPORT_NANOS = 5_000_000_000L;
    private static final long FAREWELL_NANOS = 500_000_000L;
    private static final Pattern TIMEOUT = Pattern.compile("timeout\\s*=\\s*\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);
    private static final Pattern RTP_TIME = Pattern.compile("rtptime=(\\d{1,10})", Pattern.CASE_INSENSITIVE);

    /** Where a session is. */
    private enum Step {
        CONNECTING,
        TALKING,
        PLAYING,
        LEAVING,
        CLOSED
    }

    private final RtspLoop loop;
    private final String name;
    private final Credential credential;
    private final RtspTimes times;
    private final SourceListener listener;
    private final RtspSource.Transport wanted;

    private URI uri;
    private String peer = "The camera";
    private InetSocketAddress address;
    private RtspLink link;
    private RtspRequests requests;
    private RtspTransport transport;
    private RtspPlayback playback;
    private Step step = Step.CONNECTING;
    private String playAddress = "";
    private boolean hasSession;
    private boolean offersGetParameter;
    private int redirects;
    private long stepDeadline;
    private long keepAliveNanos;
    private long nextKeepAlive;
    private long nextReport;
    private long playingSince;
    private Instant arrival = Instant.EPOCH;
    private long arrivalNanos;
    private volatile boolean live;
    private volatile long lost;

    /**
     * Begins to open the stream; the listener hears how it goes.
     *
     * @param name for logs
     * @param address of the device, looked up already
     */
    public static RtspSession open(
            RtspLoop loop,
            String name,
            RtspSource source,
            InetSocketAddress address,
            Credential credential,
            RtspTimes times,
            boolean live,
            SourceListener listener) {
        RtspSession session = new RtspSession(loop, name, source, address, credential, times, listener);
        session.live = live;
        loop.execute(session::connect);
        return session;
    }

    private RtspSession(
            RtspLoop loop,
            String name,
            RtspSource source,
            InetSocketAddress address,
            Credential credential,
            RtspTimes times,
            SourceListener listener) {
        this.loop = loop;
        this.name = name;
        this.uri = source.uri();
        this.wanted = source.transport();
        this.address = address;
        this.credential = credential;
        this.times = times;
        this.listener = listener;
    }

    /** The port that an address means. */
    public static int port(URI uri) {
        return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    }

    @Override
    public void stop() {
        loop.execute(this::leave);
    }

    @Override
    public void live(boolean now) {
        live = now;
        loop.execute(() -> {
            if (step == Step.PLAYING) {
                link.live(live);
            }
        });
    }

    @Override
    public long lost() {
        return lost;
    }

    private void connect() {
        if (step == Step.CLOSED) {
            return;
        }
        peer = uri.getHost() + ":" + address.getPort();
        playback = null;
        hasSession = false;
        step = Step.CONNECTING;
        stepDeadline = System.nanoTime() + times.connect().toNanos();
        link = new RtspLink(loop, this, peer);
        requests = new RtspRequests(this, peer, credential, times.answer().toNanos());
        transport = new RtspTransport(loop, wanted, this::datagram, this::broken);
        loop.add(this);
        link.connect(address);
    }

    @Override
    public void connected() {
        step = Step.TALKING;
        String target = Addresses.request(uri);
        requests.send("OPTIONS", target, "", true, answer -> {
            // Devices exist that refuse OPTIONS and play all the same.
            offersGetParameter =
                    answer.header("public").orElse("").toUpperCase(Locale.ROOT).contains("GET_PARAMETER");
            if (!redirected(answer)) {
                requests.send("DESCRIBE", target, "Accept: application/sdp\r\n", true, this::described);
            }
        });
    }

    private boolean redirected(RtspMessage answer) {
        int status = answer.status();
        if (status < 301 || status > 308 || status == 304) {
            return false;
        }
        Optional<URI> target = Addresses.redirect(uri, answer.header("location").orElse(""));
        if (target.isEmpty() || ++redirects > MAX_REDIRECTS) {
            failed(new Failure(Failure.Kind.DEVICE, peer + " redirects to where we do not follow"));
            return true;
        }
        uri = target.get();
        address = new InetSocketAddress(address.getAddress(), port(uri));
        link.close();
        transport.close();
        connect();
        return true;
    }

    private void described(RtspMessage answer) {
        if (redirected(answer) || !succeeded("DESCRIBE", answer)) {
            return;
        }
        SessionDescription description = SessionDescription.parse(answer.body());
        if (description.media().isEmpty()) {
            failed(new Failure(Failure.Kind.PROTOCOL, peer + " describes no stream that can be understood"));
            return;
        }
        List<SessionDescription.Media> chosen = new ArrayList<>();
        description.first(Codec.Kind.VIDEO).ifPresent(chosen::add);
        boolean otherVideo = chosen.isEmpty()
                && description.media().stream().anyMatch(media -> media.kind().equals("video"));
        if (otherVideo) {
            String codec = description.media().stream()
                    .filter(media -> media.kind().equals("video"))
                    .map(SessionDescription.Media::encoding)
                    .findFirst()
                    .orElse("");
            failed(new Failure(Failure.Kind.UNSUPPORTED, peer + " sends video of a kind that is not known: " + codec));
            return;
        }
        description.first(Codec.Kind.AUDIO).ifPresent(chosen::add);
        if (chosen.isEmpty()) {
            failed(new Failure(Failure.Kind.UNSUPPORTED, peer + " offers neither video nor sound"));
            return;
        }
        String base = Addresses.base(uri, answer);
        playAddress = Addresses.control(uri, base, description.control());
        playback = new RtspPlayback(listener, transport.isInterleaved());
        setUp(chosen, base, 0);
    }

    private void setUp(List<SessionDescription.Media> chosen, String base, int index) {
        if (index == chosen.size()) {
            play();
            return;
        }
        SessionDescription.Media media = chosen.get(index);
        String target = Addresses.control(uri, base, media.control());
        String header;
        try {
            header = transport.offer(playback.size(), link.localAddress(), link.remoteAddress());
        } catch (IOException e) {
            failed(new Failure(Failure.Kind.INTERRUPTED, "No UDP ports are free to receive from " + peer));
            return;
        }
        requests.send("SETUP", target, header, true, answer -> {
            boolean agreed = answer.status() == 200 && transport.agree(playback.size(), answer);
            if (agreed) {
                remember(answer);
                playback.add(media.track().orElseThrow());
                setUp(chosen, base, index + 1);
            } else if (answer.status() == 461 || answer.status() == 200) {
                otherTransport(chosen, base, index);
            } else if (index > 0) {
                LOG.debug("{}: goes on without sound, SETUP was answered {}", name, answer.reason());
                setUp(chosen, base, chosen.size());
            } else {
                succeeded("SETUP", answer);
            }
        });
    }

    private void otherTransport(List<SessionDescription.Media> chosen, String base, int index) {
        if (index == 0 && transport.fallBackToUdp()) {
            playback = new RtspPlayback(listener, transport.isInterleaved());
            setUp(chosen, base, 0);
        } else if (index > 0) {
            setUp(chosen, base, chosen.size());
        } else {
            failed(new Failure(Failure.Kind.UNSUPPORTED, peer + " does not send in the way that is wanted"));
        }
    }

    private void remember(RtspMessage answer) {
        String header = answer.header("session").orElse("");
        String id = header.split(";", 2)[0].trim();
        if (!id.isEmpty() && id.matches("[\\x21-\\x7e]{1,128}")) {
            requests.session(id);
            hasSession = true;
        }
        Matcher timeout = TIMEOUT.matcher(header);
        long seconds = timeout.find() ? Math.max(2, Long.parseLong(timeout.group(1))) : USUAL_TIMEOUT_SECONDS;
        keepAliveNanos = Math.min(30_000, seconds * 400) * 1_000_000L;
    }

    private void play() {
        // Frames may come before the answer does.
        playback.begin();
        requests.send("PLAY", playAddress, "Range: npt=0.000-\r\n", true, answer -> {
            if (answer.status() == 457) {
                requests.send("PLAY", playAddress, "", true, this::played);
            } else {
                played(answer);
            }
        });
    }

    private void played(RtspMessage answer) {
        if (!succeeded("PLAY", answer)) {
            return;
        }
        rtpInfo(answer.header("rtp-info").orElse(""));
        step = Step.PLAYING;
        playingSince = System.nanoTime();
        nextKeepAlive = playingSince + keepAliveNanos;
        nextReport = playingSince + REPORT_NANOS;
        transport.punch();
        link.live(live);
        listener.opened(transport.isInterleaved() ? "rtsp/tcp" : "rtsp/udp");
    }

    /** One entry a track, in the order of SETUP; heeded only when each track has one. */
    private void rtpInfo(String text) {
        List<Long> found = new ArrayList<>();
        Matcher matcher = RTP_TIME.matcher(text);
        while (matcher.find() && found.size() <= playback.size()) {
            found.add(Long.parseLong(matcher.group(1)));
        }
        if (playback.size() > 1 && found.size() == playback.size()) {
            for (int i = 0; i < found.size(); i++) {
                playback.rtpInfo(i, found.get(i));
            }
        }
    }

    private boolean succeeded(String method, RtspMessage answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return true;
        }
        String said = " (" + answer.reason() + ")";
        Failure failure =
                switch (status) {
                    case 0 -> new Failure(Failure.Kind.PROTOCOL, peer + " answers " + method + " with no RTSP status");
                    case 403 -> new Failure(Failure.Kind.DEVICE, peer + " forbids this user the stream" + said);
                    case 404, 454 -> new Failure(Failure.Kind.DEVICE, peer + " knows no such stream" + said);
                    case 453, 503 -> new Failure(Failure.Kind.DEVICE, peer + " has no room for another viewer" + said);
                    case 400, 405, 451, 455, 459, 460, 461, 501, 505, 551 ->
                        new Failure(Failure.Kind.PROTOCOL, peer + " does not take our " + method + said);
                    default -> new Failure(Failure.Kind.DEVICE, peer + " refused " + method + said);
                };
        failed(failure);
        return false;
    }

    @Override
    public void message(RtspMessage message) {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        if (message.isResponse()) {
            requests.answer(message);
        } else if (message.startLine().contains("RTSP/")) {
            request(message);
        } else {
            failed(new Failure(Failure.Kind.PROTOCOL, peer + " speaks something other than RTSP"));
        }
    }

    /** The device asks us something (RFC 2326, 10): polite, and no more. */
    private void request(RtspMessage message) {
        String method = message.method();
        boolean known =
                switch (method) {
                    case "OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "ANNOUNCE", "TEARDOWN", "REDIRECT" -> true;
                    default -> false;
                };
        String status = known ? "200 OK" : "501 Not Implemented";
        String sequence =
                message.sequence().isPresent() ? "CSeq: " + message.sequence().getAsInt() + "\r\n" : "";
        write(("RTSP/1.0 " + status + "\r\n" + sequence + "\r\n").getBytes(StandardCharsets.US_ASCII));
        if (method.equals("TEARDOWN") || method.equals("REDIRECT") || method.equals("ANNOUNCE")) {
            failed(new Failure(Failure.Kind.INTERRUPTED, peer + " ended the stream to begin it anew"));
        }
    }

    @Override
    public boolean knows(int channel) {
        return transport.track(channel) >= 0;
    }

    @Override
    public void reading() {
        arrival = loop.clock().instant();
        arrivalNanos = System.nanoTime();
    }

    @Override
    public void frame(int channel, ByteBuffer buffer, int start, int length) {
        int track = transport.track(channel);
        if (track >= 0) {
            media(track, transport.isControl(channel), buffer, start, length);
        }
    }

    private void datagram(int track, boolean control, ByteBuffer buffer, int length) {
        reading();
        media(track, control, buffer, 0, length);
    }

    private void media(int track, boolean control, ByteBuffer buffer, int start, int length) {
        if (step == Step.CLOSED || step == Step.LEAVING || playback == null || track >= playback.size()) {
            return;
        }
        if (!control) {
            playback.rtp(track, buffer, start, length, arrival, arrivalNanos);
        } else if (playback.rtcp(track, buffer, start, length, arrivalNanos) && track == 0) {
            failed(new Failure(Failure.Kind.INTERRUPTED, peer + " says that the stream ended"));
        }
    }

    @Override
    public void tick(Instant now, long nanos) {
        if (step == Step.CONNECTING || step == Step.LEAVING) {
            if (nanos - stepDeadline >= 0) {
                if (step == Step.LEAVING) {
                    dispose();
                } else {
                    long seconds = times.connect().toSeconds();
                    failed(new Failure(
                            Failure.Kind.UNREACHABLE, "No answer from " + peer + " within " + seconds + " s"));
                }
            }
            return;
        }
        requests.tick(nanos);
        if (step != Step.PLAYING) {
            return;
        }
        playback.tick(now, nanos);
        lost = playback.lost();
        watch(nanos);
        if (step == Step.PLAYING && nanos - nextReport >= 0) {
            nextReport = nanos + REPORT_NANOS;
            for (int i = 0; i < playback.size(); i++) {
                transport.sendControl(i, playback.report(i, nanos), this::write);
            }
        }
        if (step == Step.PLAYING && nanos - nextKeepAlive >= 0 && requests.isIdle()) {
            nextKeepAlive = nanos + keepAliveNanos;
            keepAlive();
        }
    }

    private void watch(long nanos) {
        boolean any = playback.anyMedia();
        long since = any ? playback.lastMediaNanos() : playingSince;
        long patience = (any ? times.noVideo() : times.firstVideo()).toNanos();
        if (nanos - since > patience) {
            long seconds = patience / 1_000_000_000L;
            failed(new Failure(Failure.Kind.INTERRUPTED, "No video from " + peer + " for " + seconds + " s"));
        }
    }

    private void keepAlive() {
        String method = offersGetParameter ? "GET_PARAMETER" : "OPTIONS";
        requests.send(method, playAddress, "", false, answer -> {
            if (answer.status() == 454) {
                failed(new Failure(Failure.Kind.INTERRUPTED, peer + " forgot the session"));
            } else if (answer.status() >= 400) {
                offersGetParameter = false;
            }
        });
    }

    @Override
    public void write(byte[] bytes) {
        link.write(bytes);
    }

    @Override
    public void closed(Failure failure) {
        if (step == Step.LEAVING) {
            dispose();
        } else {
            failed(failure);
        }
    }

    @Override
    public void failed(Failure failure) {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        if (playback != null) {
            lost = playback.lost();
        }
        leave();
        listener.ended(failure);
    }

    /** Says goodbye where there is somebody to say it to. */
    private void leave() {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        if (link == null || link.isClosed() || !hasSession) {
            dispose();
            return;
        }
        step = Step.LEAVING;
        stepDeadline = System.nanoTime() + FAREWELL_NANOS;
        requests.sendLast("TEARDOWN", playAddress);
        if (step == Step.LEAVING) {
            link.finish();
        }
        if (link.isClosed()) {
            dispose();
        }
    }

    private void dispose() {
        step = Step.CLOSED;
        loop.remove(this);
        if (transport != null) {
            transport.close();
        }
        if (link != null) {
            link.close();
        }
    }

    @Override
    public void shutdown() {
        leave();
    }

    @Override
    public void broken(Throwable problem) {
        LOG.error("{}: reading failed by a defect", name, problem);
        failed(new Failure(Failure.Kind.INTERRUPTED, "Reading " + peer + " failed by a defect of this server"));
        dispose();
    }
}
