package com.technosupport.vms.live.webrtc.internal.sdp;

import static com.technosupport.vms.live.webrtc.internal.sdp.LocalPeer.line;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reading of a viewer's offer and our answer to it, as in WHEP (RFC 9429, section 5.3): the first video that can be received
 * in a codec of the plan is accepted, with the first sound that shares its transport, and only what was offered is answered.
 *
 * <p>Other audio and video that shares the transport is answered as inactive rather than refused: to refuse the section that the
 * transport was offered in would be right by the book (RFC 9143, section 7.3.2), yet Chromium fails over it. The rest is refused.
 */
public final class Answer {

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,128}");

    private final SessionDescription offer;
    private final MediaSection video;
    private final Map<VideoFormat, PayloadType> videoTypes;
    private final Optional<MediaSection> sound;
    private final Map<SoundFormat, PayloadType> soundTypes;
    private final Set<String> bundled;
    private final RemotePeer peer;

    private Answer(
            SessionDescription offer, MediaSection video, Map<VideoFormat, PayloadType> videoTypes, MediaPlan plan) {
        this.offer = offer;
        this.video = video;
        this.videoTypes = videoTypes;
        this.bundled = bundled(offer, video);
        List<MediaSection> sounds = offer.media().stream()
                .filter(section -> section.kind().equals("audio") && !section.refused() && section.receives(offer))
                .toList();
        Optional<MediaSection> shared = sounds.stream()
                .filter(section -> section.protocol().contains("TLS/RTP/SAVP") && idles(section))
                .findFirst();
        this.soundTypes = shared.map(section -> soundTypes(section, plan)).orElse(Map.of());
        this.sound = soundTypes.isEmpty() ? Optional.empty() : shared;
        Map<Codec, Integer> types = new EnumMap<>(Codec.class);
        videoTypes.forEach((format, type) -> types.put(format.codec(), type.type()));
        soundTypes.forEach((format, type) -> types.put(format.codec(), type.type()));
        MediaSection transport = kept().findFirst().orElse(video);
        if (offer.effective(transport, "setup").orElse("actpass").equals("passive")) {
            throw SessionDescription.invalid(
                    "The offer wants this server to open the DTLS connection, which it does not");
        }
        this.peer = RemotePeer.of(
                offer, video, transport, types, sound.isPresent() ? "" : omitted(plan, !sounds.isEmpty()));
    }

    /**
     * The sections that go over one transport, which is that of the first of them (RFC 9143, section 7.3): a viewer's offer may
     * name a transport for each, such as aiortc's does.
     */
    private Stream<MediaSection> kept() {
        return offer.media().stream()
                .filter(section -> section == video || idles(section))
                .filter(section -> section.mid().filter(bundled::contains).isPresent());
    }

    /**
     * Reads an offer.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no SDP or asks for no video,
     *     {@link ErrorCode#CODEC_UNSUPPORTED} when the viewer does not take what the plan has, as we send it
     */
    public static Answer to(String sdp, MediaPlan plan) {
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
            Map<VideoFormat, PayloadType> types = videoTypes(section, plan);
            if (!types.isEmpty()) {
                return new Answer(offer, section, types, plan);
            }
        }
        throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, untaken(plan));
    }

    private static String untaken(MediaPlan plan) {
        if (plan.video().contains(Codec.H264)) {
            return "The viewer takes no H.264 in fragments (packetization-mode=1)";
        }
        return "The viewer does not take H.265 over WebRTC";
    }

    private static Map<VideoFormat, PayloadType> videoTypes(MediaSection section, MediaPlan plan) {
        List<PayloadType> offered = PayloadType.of(section);
        Map<VideoFormat, PayloadType> types = new LinkedHashMap<>();
        for (VideoFormat format : VideoFormat.values()) {
            if (plan.video().contains(format.codec())) {
                format.choose(offered).ifPresent(type -> types.put(format, type));
            }
        }
        return types;
    }

    private static Map<SoundFormat, PayloadType> soundTypes(MediaSection section, MediaPlan plan) {
        List<PayloadType> offered = PayloadType.of(section);
        Map<SoundFormat, PayloadType> types = new LinkedHashMap<>();
        for (SoundFormat format : SoundFormat.values()) {
            if (plan.sound().contains(format.codec())) {
                format.choose(offered).ifPresent(type -> types.put(format, type));
            }
        }
        return types;
    }

    private static String omitted(MediaPlan plan, boolean asked) {
        if (!plan.silence().isEmpty()) {
            return plan.silence();
        }
        if (plan.sound().isEmpty()) {
            return asked ? "Video without sound" : "";
        }
        if (!asked) {
            return "The viewer's offer has no sound";
        }
        return "The viewer takes no sound that WebRTC carries";
    }

    public RemotePeer peer() {
        return peer;
    }

    public String write(LocalPeer local) {
        List<String> accepted =
                kept().flatMap(section -> section.mid().stream()).toList();
        StringBuilder sdp = new StringBuilder(3000);
        local.writeSession(sdp, String.join(" ", accepted));
        for (MediaSection section : offer.media()) {
            if (section == video) {
                acceptVideo(sdp, local);
            } else if (sound.filter(own -> own == section).isPresent()) {
                acceptSound(sdp, section, local);
            } else if (idles(section)) {
                idle(sdp, section, local);
            } else {
                refuse(sdp, section);
            }
        }
        return sdp.toString();
    }

    /** The tags of the sections that share a transport with the video. */
    private static Set<String> bundled(SessionDescription offer, MediaSection video) {
        return offer.values("group").stream()
                .map(group -> Arrays.asList(group.split("\\s+")))
                .filter(words -> words.get(0).equals("BUNDLE")
                        && video.mid().filter(words::contains).isPresent())
                .findFirst()
                .map(words -> Set.copyOf(words.subList(1, words.size())))
                .orElse(Set.of());
    }

    /** Whether a section can be kept open without use. */
    private boolean idles(MediaSection section) {
        return (section.kind().equals("audio") || section.kind().equals("video"))
                && !section.refused()
                && section.mid().filter(bundled::contains).isPresent();
    }

    private void acceptVideo(StringBuilder sdp, LocalPeer local) {
        begin(sdp, video, local, types(videoTypes.values().stream()));
        line(sdp, "a=sendonly");
        local.writeTransport(sdp, "passive");
        peer.playoutDelayExtension().ifPresent(id -> line(sdp, "a=extmap:" + id + " " + RemotePeer.PLAYOUT_DELAY));
        videoTypes.forEach((format, payload) -> {
            int type = payload.type();
            line(sdp, "a=rtpmap:" + type + " " + format.map());
            // The same as the viewer said, or what we do where nothing was said.
            line(
                    sdp,
                    "a=fmtp:" + type + " "
                            + (payload.parameters().isEmpty() ? format.parameters() : payload.parameters()));
            Stream.of("nack", "nack pli", "ccm fir")
                    .filter(feedback -> offersFeedback(type, feedback))
                    .forEach(feedback -> line(sdp, "a=rtcp-fb:" + type + " " + feedback));
        });
        local.writeSource(sdp, "video", local.ssrc());
    }

    private void acceptSound(StringBuilder sdp, MediaSection section, LocalPeer local) {
        begin(sdp, section, local, types(soundTypes.values().stream()));
        line(sdp, "a=sendonly");
        local.writeTransport(sdp, "passive");
        soundTypes.forEach((format, payload) -> line(sdp, "a=rtpmap:" + payload.type() + " " + format.map()));
        local.writeSource(sdp, "audio", local.soundSsrc());
    }

    private static String types(Stream<PayloadType> payloads) {
        return payloads.map(payload -> String.valueOf(payload.type())).collect(Collectors.joining(" "));
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

    private static void begin(StringBuilder sdp, MediaSection section, LocalPeer local, String formats) {
        line(sdp, "m=" + section.kind() + " " + local.port() + " " + section.protocol() + " " + formats);
        line(sdp, "c=" + local.connection());
        section.mid().ifPresent(mid -> line(sdp, "a=mid:" + mid));
        line(sdp, "a=rtcp-mux");
        if (section.has("rtcp-rsize")) {
            line(sdp, "a=rtcp-rsize");
        }
    }

    private boolean offersFeedback(int type, String feedback) {
        List<String> offered = video.values("rtcp-fb");
        return offered.contains(type + " " + feedback) || offered.contains("* " + feedback);
    }

    private static void refuse(StringBuilder sdp, MediaSection section) {
        line(sdp, "m=" + section.kind() + " 0 " + section.protocol() + " " + String.join(" ", section.formats()));
        line(sdp, "c=IN IP4 0.0.0.0");
        section.mid().ifPresent(mid -> line(sdp, "a=mid:" + mid));
        line(sdp, "a=inactive");
    }
}
