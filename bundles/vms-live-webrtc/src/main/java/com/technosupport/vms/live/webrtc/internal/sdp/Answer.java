package com.technosupport.vms.live.webrtc.internal.sdp;

import static com.technosupport.vms.live.webrtc.internal.sdp.LocalPeer.line;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The reading of a viewer's offer and our answer to it, as in WHEP (RFC 9429, section 5.3): the first video that can be received
 * as H.264 is accepted, and only what was offered is answered.
 *
 * <p>Other audio and video that shares the transport is answered as inactive rather than refused: to refuse the section that the
 * transport was offered in would be right by the book (RFC 9143, section 7.3.2), yet Chromium fails over it. The rest is refused.
 */
public final class Answer {

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,128}");

    private final SessionDescription offer;
    private final MediaSection video;
    private final H264Payload payload;
    private final RemotePeer peer;

    private Answer(SessionDescription offer, MediaSection video, H264Payload payload, RemotePeer peer) {
        this.offer = offer;
        this.video = video;
        this.payload = payload;
        this.peer = peer;
    }

    /**
     * Reads an offer.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no SDP or asks for no video,
     *     {@link ErrorCode#CODEC_UNSUPPORTED} when the viewer takes no H.264 as we send it
     */
    public static Answer to(String sdp) {
        SessionDescription offer = SessionDescription.parse(sdp);
        List<MediaSection> videos = offer.media().stream()
                .filter(section -> section.kind().equals("video")
                        && !section.refused()
                        && section.protocol().contains("TLS/RTP/SAVP")
                        && section.receives(offer))
                .toList();
        if (videos.isEmpty()) {
            throw SessionDescription.invalid("The offer asks for no video");
        }
        for (MediaSection section : videos) {
            Optional<H264Payload> payload = H264Payload.choose(section);
            if (payload.isPresent()) {
                if (offer.effective(section, "setup").orElse("actpass").equals("passive")) {
                    throw SessionDescription.invalid(
                            "The offer wants this server to open the DTLS connection, which it does not");
                }
                boolean audio = offer.media().stream()
                        .anyMatch(other -> other.kind().equals("audio") && !other.refused() && other.receives(offer));
                RemotePeer peer =
                        RemotePeer.of(offer, section, payload.get().type(), audio ? "Video without sound" : "");
                return new Answer(offer, section, payload.get(), peer);
            }
        }
        throw new VmsException(
                ErrorCode.CODEC_UNSUPPORTED, "The viewer takes no H.264 in fragments (packetization-mode=1)");
    }

    public RemotePeer peer() {
        return peer;
    }

    public String write(LocalPeer local) {
        Set<String> bundled = bundled();
        List<String> accepted = offer.media().stream()
                .filter(section -> section == video || inactive(section, bundled))
                .flatMap(section -> section.mid().stream())
                .filter(bundled::contains)
                .toList();
        StringBuilder sdp = new StringBuilder(1500);
        local.writeSession(sdp, String.join(" ", accepted));
        for (MediaSection section : offer.media()) {
            if (section == video) {
                accept(sdp, local);
            } else if (inactive(section, bundled)) {
                idle(sdp, section, local);
            } else {
                refuse(sdp, section);
            }
        }
        return sdp.toString();
    }

    /** The tags of the sections that share a transport with the video. */
    private Set<String> bundled() {
        return offer.values("group").stream()
                .map(group -> Arrays.asList(group.split("\\s+")))
                .filter(words -> words.get(0).equals("BUNDLE")
                        && video.mid().filter(words::contains).isPresent())
                .findFirst()
                .map(words -> Set.copyOf(words.subList(1, words.size())))
                .orElse(Set.of());
    }

    private static boolean inactive(MediaSection section, Set<String> bundled) {
        return (section.kind().equals("audio") || section.kind().equals("video"))
                && !section.refused()
                && section.mid().filter(bundled::contains).isPresent();
    }

    private void accept(StringBuilder sdp, LocalPeer local) {
        int type = payload.type();
        begin(sdp, video, local, String.valueOf(type));
        line(sdp, "a=sendonly");
        local.writeTransport(sdp, "passive");
        peer.playoutDelayExtension().ifPresent(id -> line(sdp, "a=extmap:" + id + " " + RemotePeer.PLAYOUT_DELAY));
        line(sdp, "a=rtpmap:" + type + " H264/90000");
        line(sdp, "a=fmtp:" + type + " " + payload.answer());
        Stream.of("nack", "nack pli", "ccm fir")
                .filter(this::offersFeedback)
                .forEach(feedback -> line(sdp, "a=rtcp-fb:" + type + " " + feedback));
        local.writeSource(sdp);
    }

    private static void idle(StringBuilder sdp, MediaSection section, LocalPeer local) {
        String format = section.formats().get(0);
        begin(sdp, section, local, format);
        line(sdp, "a=inactive");
        local.writeTransport(sdp, "passive");
        section.values("rtpmap").stream()
                .filter(value -> value.startsWith(format + " "))
                .filter(PRINTABLE.asMatchPredicate())
                .findFirst()
                .ifPresent(value -> line(sdp, "a=rtpmap:" + value));
    }

    private static void begin(StringBuilder sdp, MediaSection section, LocalPeer local, String format) {
        line(sdp, "m=" + section.kind() + " " + local.port() + " " + section.protocol() + " " + format);
        line(sdp, "c=" + local.connection());
        section.mid().ifPresent(mid -> line(sdp, "a=mid:" + mid));
        line(sdp, "a=rtcp-mux");
        if (section.has("rtcp-rsize")) {
            line(sdp, "a=rtcp-rsize");
        }
    }

    private boolean offersFeedback(String feedback) {
        List<String> offered = video.values("rtcp-fb");
        return offered.contains(payload.type() + " " + feedback) || offered.contains("* " + feedback);
    }

    private static void refuse(StringBuilder sdp, MediaSection section) {
        line(sdp, "m=" + section.kind() + " 0 " + section.protocol() + " " + String.join(" ", section.formats()));
        line(sdp, "c=IN IP4 0.0.0.0");
        section.mid().ifPresent(mid -> line(sdp, "a=mid:" + mid));
        line(sdp, "a=inactive");
    }
}
