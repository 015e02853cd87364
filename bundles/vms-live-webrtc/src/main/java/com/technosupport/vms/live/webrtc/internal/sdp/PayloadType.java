package com.technosupport.vms.live.webrtc.internal.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an RTP payload type of a media section stands for (RFC 8866, section 6.6).
 *
 * @param encoding its name, in upper case
 * @param channels 1 where nothing is said
 * @param parameters as in the {@code fmtp} line; empty if there is none
 */
record PayloadType(int type, String encoding, int clockRate, int channels, String parameters) {

    /** What may be repeated in our answer: no line breaks, nothing unprintable. */
    private static final Pattern PARAMETERS_SYNTAX = Pattern.compile("[ -~]{0,512}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
    private static final Pattern MAP = Pattern.compile("([!-.0-~]{1,64})/([0-9]{1,8})(?:/([0-9]{1,2}))?");

    /** Those of a section, in its order. */
    static List<PayloadType> of(MediaSection section) {
        List<PayloadType> types = new ArrayList<>();
        for (String format : section.formats()) {
            if (NUMBER.matcher(format).matches() && Integer.parseInt(format) < 128) {
                read(section, format).ifPresent(types::add);
            }
        }
        return types;
    }

    private static Optional<PayloadType> read(MediaSection section, String format) {
        int type = Integer.parseInt(format);
        var map = MAP.matcher(value(section, "rtpmap", format).orElse(""));
        if (map.matches()) {
            return Optional.of(new PayloadType(
                    type,
                    map.group(1).toUpperCase(Locale.ROOT),
                    Integer.parseInt(map.group(2)),
                    map.group(3) == null ? 1 : Integer.parseInt(map.group(3)),
                    value(section, "fmtp", format)
                            .filter(PARAMETERS_SYNTAX.asMatchPredicate())
                            .orElse("")));
        }
        // Those that RFC 3551, section 6, gives a number for good need no line.
        return switch (type) {
            case 0 -> Optional.of(new PayloadType(type, "PCMU", 8000, 1, ""));
            case 8 -> Optional.of(new PayloadType(type, "PCMA", 8000, 1, ""));
            case 9 -> Optional.of(new PayloadType(type, "G722", 8000, 1, ""));
            default -> Optional.empty();
        };
    }

    private static Optional<String> value(MediaSection section, String attribute, String format) {
        return section.values(attribute).stream()
                .filter(value -> value.startsWith(format + " "))
                .map(value -> value.substring(format.length() + 1).strip())
                .findFirst();
    }

    /** One of the parameters. */
    Optional<String> parameter(String name) {
        return Arrays.stream(parameters.split(";"))
                .map(String::strip)
                .filter(parameter -> parameter.toLowerCase(Locale.ROOT).startsWith(name + "="))
                .map(parameter -> parameter.substring(name.length() + 1).strip())
                .findFirst();
    }
}
