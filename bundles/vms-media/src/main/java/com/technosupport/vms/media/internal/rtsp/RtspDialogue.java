package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said over one connection until media flows: OPTIONS, DESCRIBE, SETUP for each track, PLAY (RFC 2326, 10), and what
 * keeps the session alive afterwards. Used by the loop's thread only.
 */
final class RtspDialogue {

    private static final Logger LOG = LoggerFactory.getLogger(RtspDialogue.class);
    private static final Pattern RTP_TIME = Pattern.compile("rtptime=(\\d{1,10})", Pattern.CASE_INSENSITIVE);

    /** How it goes. */
    interface Outcome {

        void playing();

        /** The device sends us elsewhere on the same host. */
        void redirected(URI target);

        void failed(Failure failure);
    }

    private final String name;
    private final URI uri;
    private final String peer;
    private final RtspRequests requests;
    private final RtspTransport transport;
    private final RtspLink link;
    private final SourceListener listener;
    private final Outcome outcome;
    private final Optional<ReplayOrder> replay;
    private final boolean metadata;
    private RtspPlayback playback;
    private String playAddress = "";
    private boolean hasSession;
    private boolean offersGetParameter;
    private long keepAliveNanos;

    RtspDialogue(
            String name,
            URI uri,
            String peer,
            RtspRequests requests,
            RtspTransport transport,
            RtspLink link,
            SourceListener listener,
            Optional<ReplayOrder> replay,
            boolean metadata,
            Outcome outcome) {
        this.name = name;
        this.uri = uri;
        this.peer = peer;
        this.requests = requests;
        this.transport = transport;
        this.link = link;
        this.listener = listener;
        this.outcome = outcome;
        this.replay = replay;
        this.metadata = metadata;
        this.playback = newPlayback();
    }

    private RtspPlayback newPlayback() {
        return new RtspPlayback(listener, transport.isInterleaved(), replay.map(ReplayOrder::clock));
    }

    /** The tracks that are set up so far. */
    RtspPlayback playback() {
        return playback;
    }

    /** What PLAY, keep-alive and TEARDOWN name. */
    String playAddress() {
        return playAddress;
    }

    /** Whether the device holds something that TEARDOWN frees. */
    boolean hasSession() {
        return hasSession;
    }

    /** How often {@link #keepAlive} is due: well within half of the device's time-out. */
    long keepAliveNanos() {
        return keepAliveNanos;
    }

    void begin() {
        String target = Addresses.request(uri);
        requests.send("OPTIONS", target, "", true, answer -> {
            // Devices exist that refuse OPTIONS and play all the same.
            offersGetParameter =
                    answer.header("public").orElse("").toUpperCase(Locale.ROOT).contains("GET_PARAMETER");
            if (!redirected(answer)) {
                requests.send("DESCRIBE", target, "Accept: application/sdp\r\n" + require(), true, this::described);
            }
        });
    }

    private String require() {
        return replay.map(ReplayOrder::require).orElse("");
    }

    private boolean redirected(RtspMessage answer) {
        int status = answer.status();
        if (status < 301 || status > 308 || status == 304) {
            return false;
        }
        Optional<URI> target = Addresses.redirect(uri, answer.header("location").orElse(""));
        if (target.isPresent()) {
            outcome.redirected(target.get());
        } else {
            fail(Failure.Kind.DEVICE, peer + " redirects to where we do not follow");
        }
        return true;
    }

    private void described(RtspMessage answer) {
        if (redirected(answer) || !succeeded("DESCRIBE", answer)) {
            return;
        }
        SessionDescription description = SessionDescription.parse(answer.body());
        if (description.media().isEmpty()) {
            fail(Failure.Kind.PROTOCOL, peer + " describes no stream that can be understood");
            return;
        }
        if (metadata) {
            setUpMetadata(description, Addresses.base(uri, answer));
            return;
        }
        List<SessionDescription.Media> chosen = new ArrayList<>();
        description.first(Codec.Kind.VIDEO).ifPresent(chosen::add);
        Optional<String> otherVideo = description.media().stream()
                .filter(media ->
                        media.kind().equals("video") && !media.encoding().isEmpty())
                .map(SessionDescription.Media::encoding)
                .findFirst();
        if (chosen.isEmpty() && otherVideo.isPresent()) {
            String sentence = peer + " sends video of a kind that we do not read: " + otherVideo.get();
            fail(Failure.Kind.UNSUPPORTED, sentence);
            return;
        }
        description.first(Codec.Kind.AUDIO).ifPresent(chosen::add);
        if (chosen.isEmpty()) {
            fail(Failure.Kind.PROTOCOL, peer + " describes neither video nor sound that we understand");
            return;
        }
        String base = Addresses.base(uri, answer);
        playAddress = Addresses.control(uri, base, description.control());
        playback = newPlayback();
        setUp(chosen, base, 0);
    }

    private void setUpMetadata(SessionDescription description, String base) {
        Optional<SessionDescription.Media> track = description.first(Codec.Kind.OTHER);
        if (track.isEmpty()) {
            fail(Failure.Kind.UNSUPPORTED, peer + " describes no metadata that can be read");
            return;
        }
        playAddress = Addresses.control(uri, base, description.control());
        playback = newPlayback();
        setUp(List.of(track.get()), base, 0);
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
            fail(Failure.Kind.INTERRUPTED, "No UDP ports are free to receive from " + peer);
            return;
        }
        requests.send("SETUP", target, header + require(), true, answer -> {
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
            playback = newPlayback();
            setUp(chosen, base, 0);
        } else if (index > 0) {
            setUp(chosen, base, chosen.size());
        } else {
            fail(Failure.Kind.UNSUPPORTED, peer + " does not send in the way that is wanted");
        }
    }

    private void remember(RtspMessage answer) {
        SessionHeader header = SessionHeader.of(answer);
        if (!header.id().isEmpty()) {
            requests.session(header.id());
            hasSession = true;
        }
        keepAliveNanos = header.keepAliveNanos();
    }

    private void play() {
        // Frames may come before the answer does.
        listener.opened(transport.isInterleaved() ? "rtsp/tcp" : "rtsp/udp");
        playback.begin();
        String headers = replay.map(ReplayOrder::play).orElse("Range: npt=0.000-\r\n");
        requests.send("PLAY", playAddress, headers, true, answer -> {
            if (answer.status() == 457 && replay.isEmpty()) {
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
        replay.ifPresent(order -> order.played(answer));
        outcome.playing();
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
        outcome.failed(failure);
        return false;
    }

    void keepAlive() {
        String method = offersGetParameter ? "GET_PARAMETER" : "OPTIONS";
        requests.send(method, playAddress, "", false, answer -> {
            if (answer.status() == 454) {
                fail(Failure.Kind.INTERRUPTED, peer + " forgot the session");
            } else if (answer.status() >= 400) {
                offersGetParameter = false;
            }
        });
    }

    private void fail(Failure.Kind kind, String sentence) {
        outcome.failed(new Failure(kind, sentence));
    }
}
