package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said until a device listens: DESCRIBE, SETUP of the section that is sent to, and PLAY, each with the feature tag of the back
 * channel (ONVIF Streaming Specification, section 5.3); and what keeps the call up. The device's own pictures and sound are not set
 * up. Sound goes interleaved in the RTSP connection alone, which every device with a back channel takes. Used by the loop's thread
 * only.
 */
final class CallDialogue {

    private static final String REQUIRE = "Require: www.onvif.org/ver20/backchannel\r\n";
    private static final Pattern INTERLEAVED = Pattern.compile("interleaved\\s*=\\s*(\\d{1,3})");

    /** How it goes. */
    interface Outcome {

        /** @param channel that RTP is to be sent by */
        void answered(SessionDescription.Speech speech, int channel);

        void failed(VmsException problem);
    }

    private final URI uri;
    private final String peer;
    private final RtspRequests requests;
    private final Outcome outcome;
    private String playAddress = "";
    private boolean hasSession;
    private boolean offersGetParameter;
    private long keepAliveNanos;

    CallDialogue(URI uri, String peer, RtspRequests requests, Outcome outcome) {
        this.uri = uri;
        this.peer = peer;
        this.requests = requests;
        this.outcome = outcome;
    }

    /** What keep-alive and TEARDOWN name. */
    String playAddress() {
        return playAddress;
    }

    /** Whether the device holds something that TEARDOWN frees. */
    boolean hasSession() {
        return hasSession;
    }

    /** How often {@link #keepAlive} is due. */
    long keepAliveNanos() {
        return keepAliveNanos;
    }

    void begin() {
        String target = Addresses.request(uri);
        requests.send("OPTIONS", target, "", true, answer -> {
            // Devices exist that refuse OPTIONS.
            offersGetParameter =
                    answer.header("public").orElse("").toUpperCase(Locale.ROOT).contains("GET_PARAMETER");
            requests.send("DESCRIBE", target, "Accept: application/sdp\r\n" + REQUIRE, true, this::described);
        });
    }

    private void described(RtspMessage answer) {
        if (!succeeded("DESCRIBE", answer)) {
            return;
        }
        SessionDescription description = SessionDescription.parse(answer.body());
        List<SessionDescription.Media> sections = description.backchannels();
        if (sections.isEmpty()) {
            fail(ErrorCode.NOT_SUPPORTED, peer + " has no loudspeaker that it lets anybody speak by");
            return;
        }
        Optional<SessionDescription.Media> chosen = sections.stream()
                .filter(section -> !section.backchannel().orElseThrow().isEmpty())
                .findFirst();
        if (chosen.isEmpty()) {
            String encoding = sections.get(0).encoding();
            fail(
                    ErrorCode.NOT_SUPPORTED,
                    peer + " takes speech only as " + (encoding.isEmpty() ? "something unknown" : encoding)
                            + "; it has to be set to G.711");
            return;
        }
        SessionDescription.Speech speech = chosen.get().backchannel().orElseThrow().stream()
                .min(Comparator.comparing(one -> one.codec() == Codec.PCMU ? 0 : 1))
                .orElseThrow();
        String base = Addresses.base(uri, answer);
        playAddress = Addresses.control(uri, base, description.control());
        setUp(speech, Addresses.control(uri, base, chosen.get().control()));
    }

    private void setUp(SessionDescription.Speech speech, String target) {
        String headers = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n" + REQUIRE;
        requests.send("SETUP", target, headers, true, answer -> {
            if (answer.status() == 461) {
                fail(ErrorCode.NOT_SUPPORTED, peer + " takes speech only over UDP, which it is not sent by");
                return;
            }
            if (!succeeded("SETUP", answer)) {
                return;
            }
            SessionHeader session = SessionHeader.of(answer);
            if (!session.id().isEmpty()) {
                requests.session(session.id());
                hasSession = true;
            }
            keepAliveNanos = session.keepAliveNanos();
            String transport = answer.header("transport").orElse("").toLowerCase(Locale.ROOT);
            Matcher matcher = INTERLEAVED.matcher(transport);
            // Some leave the channels out, meaning what was asked for.
            int channel = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
            if (channel > 254 || !(transport.isEmpty() || transport.contains("tcp"))) {
                fail(ErrorCode.DEVICE_PROTOCOL, peer + " answers SETUP with another transport than was asked for");
                return;
            }
            play(speech, channel);
        });
    }

    private void play(SessionDescription.Speech speech, int channel) {
        requests.send("PLAY", playAddress, "Range: npt=0.000-\r\n" + REQUIRE, true, answer -> {
            if (answer.status() == 457) {
                requests.send("PLAY", playAddress, REQUIRE, true, again -> played(speech, channel, again));
            } else {
                played(speech, channel, answer);
            }
        });
    }

    private void played(SessionDescription.Speech speech, int channel, RtspMessage answer) {
        if (succeeded("PLAY", answer)) {
            outcome.answered(speech, channel);
        }
    }

    private boolean succeeded(String method, RtspMessage answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return true;
        }
        String said = " (" + answer.reason() + ")";
        switch (status) {
            case 403 -> fail(ErrorCode.BAD_CREDENTIALS, peer + " forbids this user to speak" + said);
            case 453, 486, 503 -> fail(ErrorCode.BUSY, peer + " is spoken by already" + said);
            // 551 says it (RFC 2326, 7.1.1 and 12.32); the others are what devices say that do not know the header.
            case 400, 404, 405, 451, 454, 455, 459, 460, 501, 551 ->
                fail(ErrorCode.NOT_SUPPORTED, peer + " offers no way to a loudspeaker" + said);
            default -> fail(ErrorCode.DEVICE_PROTOCOL, peer + " refused " + method + said);
        }
        return false;
    }

    /** One that is not answered ends the call: nothing else comes from the device by which it is known to be there. */
    void keepAlive() {
        String method = offersGetParameter ? "GET_PARAMETER" : "OPTIONS";
        requests.send(method, playAddress, "", true, answer -> {
            if (answer.status() == 454) {
                fail(ErrorCode.DEVICE_UNREACHABLE, peer + " forgot the call");
            } else if (answer.status() >= 400) {
                offersGetParameter = false;
            }
        });
    }

    private void fail(ErrorCode code, String sentence) {
        outcome.failed(new VmsException(code, sentence));
    }
}
