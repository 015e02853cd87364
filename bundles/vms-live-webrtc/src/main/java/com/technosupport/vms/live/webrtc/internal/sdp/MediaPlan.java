package com.technosupport.vms.live.webrtc.internal.sdp;

import com.technosupport.vms.api.model.Codec;
import java.util.Set;

/**
 * What a session may send, as far as the stream is known when it is negotiated.
 *
 * @param video the codecs that the picture may come in; not empty
 * @param sound the codecs that the sound may come in; empty for none
 * @param silence why there is no sound though it was asked for, in words; else empty
 */
public record MediaPlan(Set<Codec> video, Set<Codec> sound, String silence) {

    public MediaPlan {
        video = Set.copyOf(video);
        sound = Set.copyOf(sound);
        if (video.isEmpty()) {
            throw new IllegalArgumentException("nothing to see");
        }
    }

    /** All that there is. */
    public static MediaPlan ofAnything() {
        return new MediaPlan(Set.of(Codec.H264, Codec.H265), SoundFormat.codecs(), "");
    }

    /** How people write a codec. */
    public static String name(Codec codec) {
        return switch (codec) {
            case H264 -> "H.264";
            case H265 -> "H.265";
            case G722 -> "G.722";
            case OPUS -> "Opus";
            default -> codec.name();
        };
    }
}
