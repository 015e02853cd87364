package com.technosupport.vms.live.webrtc.internal.sdp;

import com.technosupport.vms.api.model.Codec;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Video that goes by WebRTC as it is. */
enum VideoFormat {
    /**
     * RFC 6184, section 8. Constrained Baseline, level 3.1: every browser lists it, and decodes Main and High in spite of it, since
     * a decoder goes by the parameter sets in the stream; what the camera truly sends, High at level 4 say, is refused by some.
     */
    H264(Codec.H264, 102, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f") {
        @Override
        int score(PayloadType type) {
            String mode = type.parameter("packetization-mode").orElse("");
            if (!mode.equals("1")) {
                // Who says nothing means mode 0 by the book; in practice it is a client that takes any. Mode 0 cannot
                // take
                // fragments, which is how we send.
                return mode.isEmpty() ? 1 : 0;
            }
            String profile = type.parameter("profile-level-id").orElse("").toLowerCase(Locale.ROOT);
            if (profile.startsWith("42e0")) {
                return 4;
            }
            return profile.startsWith("42") ? 3 : 2;
        }
    },
    /** RFC 7798, section 7. Main profile, up to 4K at 60 pictures a second. */
    H265(Codec.H265, 103, "level-id=153;profile-id=1;tier-flag=0;tx-mode=SRST") {
        @Override
        int score(PayloadType type) {
            if (!type.parameter("tx-mode").orElse("SRST").equals("SRST")) {
                return 0;
            }
            return type.parameter("profile-id").orElse("1").equals("1") ? 2 : 1;
        }
    };

    private final Codec codec;
    private final int offered;
    private final String parameters;

    VideoFormat(Codec codec, int offered, String parameters) {
        this.codec = codec;
        this.offered = offered;
        this.parameters = parameters;
    }

    Codec codec() {
        return codec;
    }

    /** The payload type in our offers. Any dynamic number will do; the viewer's answer repeats it. */
    int offered() {
        return offered;
    }

    /** What we say of it where nothing was said. */
    String parameters() {
        return parameters;
    }

    /** As in the {@code rtpmap} line. */
    String map() {
        return name() + "/90000";
    }

    /** How well a payload type suits; zero where it does not. */
    abstract int score(PayloadType type);

    /** The payload type that suits best. */
    Optional<PayloadType> choose(List<PayloadType> types) {
        return types.stream()
                .filter(type -> type.encoding().equals(name()) && type.clockRate() == 90_000 && score(type) > 0)
                // The first of those that suit alike.
                .reduce((one, other) -> Comparator.comparingInt(this::score).compare(other, one) > 0 ? other : one);
    }
}
