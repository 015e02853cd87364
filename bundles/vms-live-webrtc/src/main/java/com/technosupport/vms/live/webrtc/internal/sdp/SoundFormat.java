package com.technosupport.vms.live.webrtc.internal.sdp;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sound that goes by WebRTC as it is, best first. */
public enum SoundFormat {
    /** RFC 7587: always said to be two channels of 48 kHz, whatever is in it. */
    OPUS(Codec.OPUS, 111, 48_000, 2),
    /** RFC 3551, section 4.5.2: its clock is said to be 8 kHz, which it is not. */
    G722(Codec.G722, 9, 8000, 1),
    /** RFC 3551, section 4.5.14. */
    PCMU(Codec.PCMU, 0, 8000, 1),
    /** RFC 3551, section 4.5.14. */
    PCMA(Codec.PCMA, 8, 8000, 1);

    private static final Set<Codec> CODECS = EnumSet.of(Codec.OPUS, Codec.G722, Codec.PCMU, Codec.PCMA);

    private final Codec codec;
    private final int offered;
    private final int clockRate;
    private final int channels;

    SoundFormat(Codec codec, int offered, int clockRate, int channels) {
        this.codec = codec;
        this.offered = offered;
        this.clockRate = clockRate;
        this.channels = channels;
    }

    /** Every codec that can go. */
    public static Set<Codec> codecs() {
        return Set.copyOf(CODECS);
    }

    /** Whether a camera's sound is of such a kind that a browser plays it. */
    public static boolean plays(Track track) {
        return Arrays.stream(values())
                .anyMatch(format -> format.codec == track.codec()
                        && format.clockRate == track.clockRate()
                        && (format == OPUS || track.channels() <= 1));
    }

    Codec codec() {
        return codec;
    }

    /** The payload type in our offers. */
    int offered() {
        return offered;
    }

    /** As in the {@code rtpmap} line. */
    String map() {
        return this == OPUS ? "opus/48000/2" : name() + "/" + clockRate;
    }

    Optional<PayloadType> choose(List<PayloadType> types) {
        return types.stream()
                .filter(type ->
                        type.encoding().equals(name()) && type.clockRate() == clockRate && type.channels() == channels)
                .findFirst();
    }
}
