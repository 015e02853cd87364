package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which stream of a camera a viewer gets.
 *
 * @param reason why it is not the one asked for; else empty
 */
public record StreamChoice(CameraStream stream, String reason) {

    /**
     * The streams to try, best first; at least one.
     *
     * @param accept what the viewer can decode; empty if it did not say
     * @throws VmsException {@link ErrorCode#STREAM_UNAVAILABLE}, {@link ErrorCode#CODEC_UNSUPPORTED}
     */
    public static List<StreamChoice> of(Camera camera, StreamRole role, Set<Codec> accept) {
        StreamRole otherRole = role == StreamRole.MAIN ? StreamRole.SUB : StreamRole.MAIN;
        Optional<CameraStream> asked = camera.stream(role);
        Optional<CameraStream> other = camera.stream(otherRole);
        if (asked.isEmpty() && other.isEmpty()) {
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera has no stream");
        }
        List<StreamChoice> choices = new ArrayList<>();
        asked.filter(stream -> isTaken(stream, accept)).ifPresent(stream -> choices.add(new StreamChoice(stream, "")));
        other.filter(stream -> isTaken(stream, accept))
                .ifPresent(stream -> choices.add(new StreamChoice(
                        stream,
                        asked.map(refused -> "The viewer cannot take the " + name(role) + "'s " + refused.codec()
                                        + ", so it gets the " + name(otherRole))
                                .orElse("The camera has no " + name(role) + ", so the viewer gets the "
                                        + name(otherRole)))));
        if (choices.isEmpty()) {
            throw new VmsException(
                    ErrorCode.CODEC_UNSUPPORTED,
                    "The camera sends " + asked.or(() -> other).orElseThrow().codec()
                            + ", which the viewer cannot take");
        }
        return choices;
    }

    /** Reads a codec's name as browsers and people write it; empty for one without a name here. */
    public static Optional<Codec> codec(String text) {
        String name = text.substring(text.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
        if (name.startsWith("AVC1") || name.startsWith("AVC3") || name.equals("AVC")) {
            return Optional.of(Codec.H264);
        }
        if (name.startsWith("HVC1") || name.startsWith("HEV1") || name.equals("HEVC")) {
            return Optional.of(Codec.H265);
        }
        if (name.startsWith("MP4A") || name.equals("MPEG4-GENERIC")) {
            return Optional.of(Codec.AAC);
        }
        for (Codec codec : Codec.values()) {
            if (codec != Codec.UNKNOWN && codec.name().equals(name.replace(".", ""))) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /** A codec that is not known yet is tried: only its packets will tell. A viewer that named sounds alone did not say. */
    private static boolean isTaken(CameraStream stream, Set<Codec> accept) {
        return stream.codec() == Codec.UNKNOWN
                || accept.stream().noneMatch(codec -> codec.kind() == Codec.Kind.VIDEO)
                || accept.contains(stream.codec());
    }

    private static String name(StreamRole role) {
        return role == StreamRole.MAIN ? "main stream" : "sub-stream";
    }
}
