package com.technosupport.vms.live.webrtc.internal.sdp;

import static com.technosupport.vms.live.webrtc.internal.sdp.LocalPeer.line;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Our offers, and the reading of the answers to them: a camera's picture, with its sound or without; or the viewer's
 * microphone.
 */
public final class Offer {

    private static final int PLAYOUT_DELAY_EXTENSION = 1;
    private static final String FIRST = "0";
    private static final String SECOND = "1";

    private Offer() {}

    /**
     * What a camera sends. It says the same of every H.264 stream (see {@link VideoFormat#H264}), and names all sound that may
     * come, so it can be made before the stream's first packet.
     */
    public static String write(LocalPeer local, MediaPlan plan) {
        StringBuilder sdp = new StringBuilder(3000);
        local.writeSession(sdp, plan.sound().isEmpty() ? FIRST : FIRST + " " + SECOND);
        List<VideoFormat> videos = videos(plan);
        begin(
                sdp,
                local,
                "video",
                videos.stream().map(format -> format.offered()).toList(),
                FIRST,
                "sendonly");
        line(sdp, "a=extmap:" + PLAYOUT_DELAY_EXTENSION + " " + RemotePeer.PLAYOUT_DELAY);
        for (VideoFormat format : videos) {
            int type = format.offered();
            line(sdp, "a=rtpmap:" + type + " " + format.map());
            line(sdp, "a=fmtp:" + type + " " + format.parameters());
            line(sdp, "a=rtcp-fb:" + type + " nack");
            line(sdp, "a=rtcp-fb:" + type + " nack pli");
            line(sdp, "a=rtcp-fb:" + type + " ccm fir");
        }
        local.writeSource(sdp, "video", local.ssrc());
        if (!plan.sound().isEmpty()) {
            sound(sdp, local, plan.sound(), SECOND, "sendonly");
            local.writeSource(sdp, "audio", local.soundSsrc());
        }
        return sdp.toString();
    }

    /** The viewer's microphone, in codecs that the device takes. */
    public static String writeTalk(LocalPeer local, Set<Codec> codecs) {
        StringBuilder sdp = new StringBuilder(1500);
        local.writeSession(sdp, FIRST);
        sound(sdp, local, codecs, FIRST, "recvonly");
        line(sdp, "a=ptime:20");
        return sdp.toString();
    }

    private static void sound(StringBuilder sdp, LocalPeer local, Set<Codec> codecs, String mid, String direction) {
        List<SoundFormat> sounds = sounds(codecs);
        begin(
                sdp,
                local,
                "audio",
                sounds.stream().map(format -> format.offered()).toList(),
                mid,
                direction);
        for (SoundFormat format : sounds) {
            line(sdp, "a=rtpmap:" + format.offered() + " " + format.map());
        }
    }

    private static void begin(
            StringBuilder sdp, LocalPeer local, String kind, List<Integer> types, String mid, String direction) {
        String formats = types.stream().map(String::valueOf).collect(Collectors.joining(" "));
        line(sdp, "m=" + kind + " " + local.port() + " UDP/TLS/RTP/SAVPF " + formats);
        line(sdp, "c=" + local.connection());
        line(sdp, "a=mid:" + mid);
        line(sdp, "a=" + direction);
        line(sdp, "a=rtcp-mux");
        line(sdp, "a=rtcp-rsize");
        // We only ever are the server of DTLS, but an offer has to leave the choice (RFC 8842, section 5.2).
        local.writeTransport(sdp, "actpass");
    }

    private static List<VideoFormat> videos(MediaPlan plan) {
        return Arrays.stream(VideoFormat.values())
                .filter(format -> plan.video().contains(format.codec()))
                .toList();
    }

    private static List<SoundFormat> sounds(Set<Codec> codecs) {
        return Arrays.stream(SoundFormat.values())
                .filter(format -> codecs.contains(format.codec()))
                .toList();
    }

    /**
     * Reads the viewer's answer to {@link #write}.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no SDP, or does not take the video
     */
    public static RemotePeer readAnswer(String sdp, MediaPlan plan) {
        SessionDescription answer = SessionDescription.parse(sdp);
        int sections = plan.sound().isEmpty() ? 1 : 2;
        if (answer.media().size() != sections) {
            throw SessionDescription.invalid("The answer does not have the "
                    + (sections == 1 ? "one media section" : "two media sections") + " of the offer");
        }
        MediaSection section = answer.media().get(0);
        Map<Codec, Integer> types = new EnumMap<>(Codec.class);
        if (section.kind().equals("video") && !section.refused() && section.receives(answer)) {
            for (VideoFormat format : videos(plan)) {
                if (section.formats().contains(String.valueOf(format.offered()))) {
                    types.put(format.codec(), format.offered());
                }
            }
        }
        if (types.isEmpty()) {
            String names = videos(plan).stream()
                    .map(format -> MediaPlan.name(format.codec()))
                    .collect(Collectors.joining(" or "));
            throw SessionDescription.invalid("The viewer's answer does not take " + names + " video");
        }
        requireActive(answer, section);
        String omitted = plan.silence();
        if (!plan.sound().isEmpty()) {
            MediaSection sound = answer.media().get(1);
            Map<Codec, Integer> taken = sound.receives(answer) ? taken(sound, plan.sound()) : Map.of();
            types.putAll(taken);
            omitted = taken.isEmpty() ? "The viewer does not take the sound" : "";
        }
        return RemotePeer.of(answer, section, types, omitted);
    }

    /**
     * Reads the viewer's answer to {@link #writeTalk}.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no SDP, or sends no sound that was asked for
     */
    public static RemotePeer readTalkAnswer(String sdp, Set<Codec> codecs) {
        SessionDescription answer = SessionDescription.parse(sdp);
        if (answer.media().size() != 1) {
            throw SessionDescription.invalid("The answer does not have the one media section of the offer");
        }
        MediaSection section = answer.media().get(0);
        Map<Codec, Integer> types = section.sends(answer) ? taken(section, codecs) : Map.of();
        if (types.isEmpty()) {
            throw SessionDescription.invalid("The viewer's answer sends no sound that the device takes");
        }
        requireActive(answer, section);
        return RemotePeer.of(answer, section, types, "");
    }

    private static Map<Codec, Integer> taken(MediaSection section, Set<Codec> codecs) {
        Map<Codec, Integer> types = new EnumMap<>(Codec.class);
        if (section.kind().equals("audio") && !section.refused()) {
            for (SoundFormat format : sounds(codecs)) {
                if (section.formats().contains(String.valueOf(format.offered()))) {
                    types.put(format.codec(), format.offered());
                }
            }
        }
        return types;
    }

    private static void requireActive(SessionDescription answer, MediaSection section) {
        if (answer.effective(section, "setup").orElse("active").equals("passive")) {
            throw SessionDescription.invalid(
                    "The viewer wants this server to open the DTLS connection, which it does not");
        }
    }
}
