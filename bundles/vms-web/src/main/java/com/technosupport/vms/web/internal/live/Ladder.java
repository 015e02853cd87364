package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The ways to bring a camera's picture to a viewer, best first: the stream asked for, as it is, by the quickest way that can
 * carry it; then the camera's other stream; and only then one that is coded anew.
 */
final class Ladder {

    /** By how quick they are. */
    private static final List<String> PROTOCOLS = List.of(Rung.WEBRTC, Rung.MSE, Rung.HLS);

    private final LiveAsk ask;
    private final Function<StreamId, Optional<StreamFormat>> formats;
    private final List<String> protocols;
    private final List<Rung> rungs = new ArrayList<>();

    private Ladder(LiveAsk ask, Function<StreamId, Optional<StreamFormat>> formats) {
        this.ask = ask;
        this.formats = formats;
        this.protocols = PROTOCOLS.stream()
                .filter(protocol -> !ask.failed().contains(protocol))
                .filter(protocol -> ask.offer().isEmpty() || protocol.equals(Rung.WEBRTC))
                .toList();
    }

    /**
     * The ways to try in turn; at least one.
     *
     * @param formats what streams are found to be; empty for one that does not flow
     * @throws VmsException {@link ErrorCode#STREAM_UNAVAILABLE} when every way was tried, or the camera has no stream
     */
    static List<Rung> of(LiveAsk ask, Function<StreamId, Optional<StreamFormat>> formats) {
        return new Ladder(ask, formats).build();
    }

    private List<Rung> build() {
        if (protocols.isEmpty()) {
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "There is no other way to send this video");
        }
        StreamRole otherRole = ask.role() == StreamRole.MAIN ? StreamRole.SUB : StreamRole.MAIN;
        Optional<CameraStream> asked = ask.camera().stream(ask.role());
        Optional<CameraStream> other = ask.camera().stream(otherRole);
        CameraStream best = asked.or(() -> other)
                .orElseThrow(() -> new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera has no stream"));
        asked.ifPresent(stream -> asItIs(stream, LiveReason.NONE, LiveReason.NONE));
        other.ifPresent(stream -> asItIs(
                stream,
                asked.map(this::obstacle)
                        .orElseGet(() -> LiveReason.of(
                                LiveReason.Code.NO_SUCH_STREAM,
                                "The camera has no " + name(ask.role()),
                                Map.of("role", ask.role().name()))),
                showing(otherRole)));
        anew(best, asked.isPresent() ? LiveReason.NONE : showing(otherRole));
        return rungs;
    }

    private static LiveReason showing(StreamRole role) {
        return LiveReason.of(LiveReason.Code.OTHER_STREAM, "showing the " + name(role), Map.of("role", role.name()));
    }

    private void asItIs(CameraStream stream, LiveReason cause, LiveReason effect) {
        for (String protocol : protocols) {
            if (takes(protocol, stream)) {
                LiveReason causes = cause.and(slower(protocol, stream));
                rungs.add(new Rung(
                        protocol,
                        stream,
                        sound(protocol, stream).map(sound -> new TranscodeTarget(Optional.empty(), Optional.of(sound))),
                        why(causes, effect.and(way(protocol)))));
            }
        }
    }

    private void anew(CameraStream stream, LiveReason effect) {
        for (String protocol : protocols) {
            if (!videos(protocol.equals(Rung.WEBRTC) ? ask.accept() : ask.mse()).contains(Codec.H264)) {
                continue;
            }
            LiveReason slower = protocol.equals(Rung.WEBRTC) || !protocols.contains(Rung.WEBRTC)
                    ? failures(protocol)
                    : LiveReason.NONE;
            LiveReason coded = LiveReason.of(
                    LiveReason.Code.TRANSCODED,
                    "the server codes it anew as H.264",
                    Map.of("codec", Codec.H264.name()));
            rungs.add(new Rung(
                    protocol,
                    stream,
                    Optional.of(new TranscodeTarget(Optional.of(Codec.H264), sound(protocol, stream))),
                    why(obstacle(stream).and(slower), effect.and(coded).and(way(protocol)))));
        }
    }

    /** Whether a viewer can take a stream by a protocol. A codec that is not known yet is tried: only its packets will tell. */
    private boolean takes(String protocol, CameraStream stream) {
        Codec codec = codec(stream);
        if (codec == Codec.UNKNOWN) {
            return true;
        }
        if (protocol.equals(Rung.WEBRTC)) {
            return !reordered(stream)
                    && (ask.offer().isPresent() || videos(ask.accept()).contains(codec));
        }
        return videos(ask.mse()).contains(codec);
    }

    /** Every browser takes H.264. */
    private static Set<Codec> videos(Set<Codec> accept) {
        EnumSet<Codec> videos = EnumSet.noneOf(Codec.class);
        accept.stream().filter(codec -> codec.kind() == Codec.Kind.VIDEO).forEach(videos::add);
        return videos.isEmpty() ? EnumSet.of(Codec.H264) : videos;
    }

    private Codec codec(CameraStream stream) {
        return video(stream).map(Track::codec).orElse(stream.codec());
    }

    private boolean reordered(CameraStream stream) {
        return video(stream).map(Track::reordered).orElse(false);
    }

    private Optional<Track> video(CameraStream stream) {
        return formats.apply(stream.id()).flatMap(StreamFormat::video);
    }

    /** What a stream's sound has to become; empty where it passes as it is, or none is wanted. */
    private Optional<Codec> sound(String protocol, CameraStream stream) {
        if (!ask.audio()) {
            return Optional.empty();
        }
        boolean webrtc = protocol.equals(Rung.WEBRTC);
        Set<Codec> said = webrtc ? ask.accept() : ask.mse();
        boolean saidNothing = said.stream().noneMatch(codec -> codec.kind() == Codec.Kind.AUDIO);
        return formats.apply(stream.id())
                .flatMap(StreamFormat::audio)
                .map(Track::codec)
                .filter(codec -> !(webrtc ? Sounds.goByWebRtc(codec) : Sounds.goByMp4(codec))
                        || !(saidNothing || said.contains(codec)))
                .map(codec -> Codec.OPUS);
    }

    /** Why a stream does not come as it is by the quickest way. */
    private LiveReason obstacle(CameraStream stream) {
        Codec codec = codec(stream);
        if (!videos(ask.mse()).contains(codec) && !videos(ask.accept()).contains(codec)) {
            return LiveReason.of(
                    LiveReason.Code.CODEC_UNSUPPORTED,
                    CodecNames.spoken(codec) + " is not supported by this browser",
                    Map.of("codec", codec.name()));
        }
        if (reordered(stream)) {
            return LiveReason.of(LiveReason.Code.B_FRAMES, "The stream uses B-frames, which WebRTC cannot show");
        }
        return videos(ask.accept()).contains(codec)
                ? LiveReason.NONE
                : LiveReason.of(
                        LiveReason.Code.CODEC_NOT_BY_WEBRTC,
                        CodecNames.spoken(codec) + " cannot go by WebRTC to this browser",
                        Map.of("codec", codec.name()));
    }

    /** Why a way is not the quickest. */
    private LiveReason slower(String protocol, CameraStream stream) {
        if (protocol.equals(Rung.WEBRTC)) {
            return LiveReason.NONE;
        }
        LiveReason failures = failures(protocol);
        LiveReason obstacle = codec(stream) == Codec.UNKNOWN ? LiveReason.NONE : obstacle(stream);
        return ask.failed().contains(Rung.WEBRTC) || obstacle.isEmpty() ? failures : obstacle;
    }

    private LiveReason failures(String protocol) {
        List<String> before = PROTOCOLS.subList(0, PROTOCOLS.indexOf(protocol)).stream()
                .filter(ask.failed()::contains)
                .toList();
        return before.isEmpty()
                ? LiveReason.NONE
                : LiveReason.of(
                        LiveReason.Code.WAY_FAILED,
                        before.stream().map(Ladder::spoken).collect(Collectors.joining(" and "))
                                + " brought no picture",
                        Map.of("ways", String.join(" ", before)));
    }

    private static LiveReason way(String protocol) {
        return switch (protocol) {
            case Rung.MSE -> way(protocol, "sent by WebSocket");
            case Rung.HLS -> way(protocol, "sent as HLS, some seconds late");
            default -> LiveReason.NONE;
        };
    }

    private static LiveReason way(String protocol, String text) {
        return LiveReason.of(LiveReason.Code.SLOWER_WAY, text, Map.of("way", protocol));
    }

    private static String spoken(String protocol) {
        return switch (protocol) {
            case Rung.WEBRTC -> "WebRTC";
            case Rung.MSE -> "the WebSocket";
            default -> "HLS";
        };
    }

    /** Without a cause there is nothing to tell: it is as asked for. */
    private static LiveReason why(LiveReason causes, LiveReason effects) {
        return causes.isEmpty()
                ? LiveReason.NONE
                : new LiveReason(causes.notes().stream().distinct().toList()).and(effects);
    }

    private static String name(StreamRole role) {
        return role == StreamRole.MAIN ? "main stream" : "sub-stream";
    }
}
