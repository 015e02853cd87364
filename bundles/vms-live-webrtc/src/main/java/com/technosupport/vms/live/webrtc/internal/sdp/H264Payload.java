package com.technosupport.vms.live.webrtc.internal.sdp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An RTP payload type that stands for H.264 (RFC 6184, section 8).
 *
 * @param parameters as in the {@code fmtp} line; empty if there is none
 */
record H264Payload(int type, String parameters) {

    /**
     * Constrained Baseline, level 3.1. Every browser lists it, and decodes Main and High in spite of it, since a decoder goes by
     * the parameter sets in the stream; what the camera truly sends, High at level 4 say, is refused by some.
     */
    static final String PROFILE = "42e01f";

    static final String PARAMETERS = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=" + PROFILE;

    /** What may be repeated in our answer: no line breaks, nothing unprintable. */
    private static final Pattern PARAMETERS_SYNTAX = Pattern.compile("[ -~]{0,512}");

    /** The one of a section that suits best; empty when none has H.264 that we can send. */
    static Optional<H264Payload> choose(MediaSection section) {
        H264Payload best = null;
        for (String value : section.values("rtpmap")) {
            String[] parts = value.split("\\s+", 2);
            if (parts.length == 2
                    && parts[1].toUpperCase(Locale.ROOT).startsWith("H264/90000")
                    && section.formats().contains(parts[0])
                    && parts[0].matches("[0-9]{1,3}")
                    && Integer.parseInt(parts[0]) < 128) {
                H264Payload payload = new H264Payload(Integer.parseInt(parts[0]), parameters(section, parts[0]));
                if (payload.score() > (best == null ? 0 : best.score())) {
                    best = payload;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static String parameters(MediaSection section, String type) {
        return section.values("fmtp").stream()
                .filter(value -> value.startsWith(type + " "))
                .map(value -> value.substring(type.length() + 1).strip())
                .filter(PARAMETERS_SYNTAX.asMatchPredicate())
                .findFirst()
                .orElse("");
    }

    /** Zero for what cannot take fragments, which is how we send. */
    private int score() {
        String mode = parameter("packetization-mode").orElse("");
        if (!mode.equals("1")) {
            // Who says nothing means mode 0 by the book; in practice it is a client that takes any.
            return mode.isEmpty() ? 1 : 0;
        }
        String profile = parameter("profile-level-id").orElse("").toLowerCase(Locale.ROOT);
        if (profile.startsWith("42e0")) {
            return 4;
        }
        return profile.startsWith("42") ? 3 : 2;
    }

    private Optional<String> parameter(String name) {
        return Arrays.stream(parameters.split(";"))
                .map(String::strip)
                .filter(parameter -> parameter.toLowerCase(Locale.ROOT).startsWith(name + "="))
                .map(parameter -> parameter.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** What our answer says: the same, or what we do where nothing was said. */
    String answer() {
        return parameters.isEmpty() ? PARAMETERS : parameters;
    }
}
