package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.media.internal.rtp.AudioConfiguration;
import com.technosupport.vms.media.internal.rtp.TrackDescription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a session description tells (RFC 8866, RFC 2326 appendix C). Lines that say nothing to us, or nonsense, are passed over.
 *
 * @param control of the whole session; empty when it tells none
 */
record SessionDescription(String control, List<Media> media) {

    private static final int MAX_LINES = 1000;
    private static final int MAX_MEDIA = 32;
    private static final int MAX_PARAMETER_SETS = 16;
    private static final int MAX_FORMATS = 16;
    /** Plain XML; what is compressed has another name (ONVIF Streaming Specification, section 5.1.2.1.1). */
    private static final String METADATA = "VND.ONVIF.METADATA";

    /**
     * One media section.
     *
     * @param kind as in {@code video}
     * @param control as it stands there; may be empty
     * @param track what we can read of it; empty when we cannot
     * @param encoding name of its first format, for operators
     * @param backchannel what the device takes to be heard from its loudspeaker, where this section is one (ONVIF Streaming
     *     Specification, section 5.3); it may be nothing that we know
     */
    record Media(
            String kind,
            String control,
            String encoding,
            boolean sending,
            Optional<TrackDescription> track,
            Optional<List<Speech>> backchannel) {}

    /** A way to say something: the payload type that stands for it. */
    record Speech(Codec codec, int payloadType) {}

    static SessionDescription parse(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, RtspFraming.MAX_BODY), StandardCharsets.UTF_8);
        String control = "";
        List<Media> media = new ArrayList<>();
        Section section = null;
        int lines = 0;
        for (String raw : text.split("[\r\n]+")) {
            if (++lines > MAX_LINES) {
                break;
            }
            String line = raw.trim();
            if (line.startsWith("m=")) {
                if (section != null) {
                    media.add(section.finish());
                }
                if (media.size() >= MAX_MEDIA) {
                    section = null;
                    break;
                }
                section = new Section(line.substring(2).trim().split("\\s+"));
            } else if (line.startsWith("a=")) {
                if (section != null) {
                    section.attribute(line.substring(2));
                } else if (line.regionMatches(true, 2, "control:", 0, 8)) {
                    control = line.substring(10).trim();
                }
            }
        }
        if (section != null) {
            media.add(section.finish());
        }
        return new SessionDescription(control, media);
    }

    /** The first section of a kind that we can read and that the device sends. */
    Optional<Media> first(Codec.Kind kind) {
        return media.stream()
                .filter(section -> section.sending()
                        && section.track()
                                .filter(track -> track.codec().kind() == kind)
                                .isPresent())
                .findFirst();
    }

    /** The sections by which something is sent to the device. */
    List<Media> backchannels() {
        return media.stream()
                .filter(section -> section.backchannel().isPresent())
                .toList();
    }

    /** Gathers one section's lines. */
    private static final class Section {

        private final String kind;
        private final int payloadType;
        /** Of all formats, by payload type: name and clock rate as in {@code rtpmap}. */
        private final Map<Integer, String> formats = new LinkedHashMap<>();

        private boolean sendonly;
        private String control = "";
        private String encoding = "";
        private int clockRate;
        private int channels;
        private boolean sending = true;
        private Map<String, String> parameters = Map.of();

        Section(String[] words) {
            kind = words.length > 0 ? words[0].toLowerCase(Locale.ROOT) : "";
            payloadType = words.length > 3 ? number(words[3], 127, -1) : -1;
            for (int i = 3; i < Math.min(words.length, 3 + MAX_FORMATS); i++) {
                int type = number(words[i], 127, -1);
                if (type >= 0) {
                    formats.put(type, type == 0 ? "PCMU/8000" : type == 8 ? "PCMA/8000" : "");
                }
            }
            switch (payloadType) {
                case 0 -> format("PCMU", 8000);
                case 8 -> format("PCMA", 8000);
                case 9 -> format("G722", 8000);
                case 26 -> format("JPEG", 90000);
                default -> {}
            }
        }

        private void format(String name, int rate) {
            encoding = name;
            clockRate = rate;
            channels = 1;
        }

        void attribute(String text) {
            int colon = text.indexOf(':');
            String name = (colon < 0 ? text : text.substring(0, colon)).trim().toLowerCase(Locale.ROOT);
            String value = colon < 0 ? "" : text.substring(colon + 1).trim();
            switch (name) {
                case "control" -> control = value;
                case "recvonly" -> {
                    // Said of the device's own side by some, of ours by others; only the back channel is marked
                    // sendonly.
                }
                case "sendonly" -> {
                    sendonly = true;
                    sending = !kind.equals("audio");
                }
                case "inactive" -> sending = false;
                case "rtpmap" -> rtpmap(value);
                case "fmtp" -> {
                    if (ours(value)) {
                        parameters = parameters(value.substring(value.indexOf(' ') + 1));
                    }
                }
                default -> {}
            }
        }

        private boolean ours(String value) {
            int space = value.indexOf(' ');
            return space > 0 && number(value.substring(0, space), 127, -2) == payloadType;
        }

        private void rtpmap(String value) {
            int space = value.indexOf(' ');
            if (space > 0) {
                formats.computeIfPresent(
                        number(value.substring(0, space), 127, -1),
                        (type, known) -> value.substring(space + 1).trim().toUpperCase(Locale.ROOT));
            }
            if (!ours(value)) {
                return;
            }
            String[] parts = value.substring(value.indexOf(' ') + 1).trim().split("/");
            encoding = parts[0].trim().toUpperCase(Locale.ROOT);
            clockRate = parts.length > 1 ? number(parts[1].trim(), 192_000, clockRate) : clockRate;
            channels = parts.length > 2 ? number(parts[2].trim(), 8, 1) : 1;
        }

        private static Map<String, String> parameters(String text) {
            Map<String, String> found = new LinkedHashMap<>();
            for (String part : text.split(";")) {
                int equals = part.indexOf('=');
                if (equals > 0) {
                    found.put(
                            part.substring(0, equals).trim().toLowerCase(Locale.ROOT),
                            part.substring(equals + 1).trim());
                }
            }
            return found;
        }

        Media finish() {
            Optional<TrackDescription> track;
            try {
                track = Optional.ofNullable(track());
            } catch (IllegalArgumentException e) {
                track = Optional.empty();
            }
            Optional<List<Speech>> backchannel =
                    sendonly && kind.equals("audio") ? Optional.of(speech()) : Optional.empty();
            return new Media(kind, control, RtspMessage.printable(encoding), sending, track, backchannel);
        }

        private List<Speech> speech() {
            List<Speech> known = new ArrayList<>();
            formats.forEach((type, format) -> {
                if (format.equals("PCMU/8000") || format.equals("PCMU/8000/1")) {
                    known.add(new Speech(Codec.PCMU, type));
                } else if (format.equals("PCMA/8000") || format.equals("PCMA/8000/1")) {
                    known.add(new Speech(Codec.PCMA, type));
                }
            });
            return List.copyOf(known);
        }

        private TrackDescription track() {
            if (payloadType < 0) {
                return null;
            }
            boolean video = kind.equals("video");
            return switch (encoding) {
                case "H264" -> video ? video(Codec.H264, List.of("sprop-parameter-sets")) : null;
                case "H265", "HEVC" -> video ? video(Codec.H265, List.of("sprop-vps", "sprop-sps", "sprop-pps")) : null;
                case "PCMU" -> audio(Codec.PCMU, 8000);
                case "PCMA" -> audio(Codec.PCMA, 8000);
                case "G722" -> audio(Codec.G722, 8000);
                case "OPUS" -> audio(Codec.OPUS, 48000);
                case "MPEG4-GENERIC" -> aac();
                case METADATA -> kind.equals("application") ? metadata() : null;
                default -> null;
            };
        }

        private TrackDescription video(Codec codec, List<String> names) {
            List<byte[]> sets = new ArrayList<>();
            for (String name : names) {
                for (String text : parameters.getOrDefault(name, "").split(",")) {
                    byte[] set = base64(text.trim());
                    if (set.length > 0 && sets.size() < MAX_PARAMETER_SETS) {
                        sets.add(set);
                    }
                }
            }
            return new TrackDescription(codec, payloadType, rate(90_000), 0, new byte[0], sets, 0, 0, 0);
        }

        private TrackDescription metadata() {
            return new TrackDescription(Codec.UNKNOWN, payloadType, rate(90_000), 0, new byte[0], List.of(), 0, 0, 0);
        }

        private TrackDescription audio(Codec codec, int usualRate) {
            if (!kind.equals("audio")) {
                return null;
            }
            int count = Math.max(1, channels);
            return new TrackDescription(codec, payloadType, rate(usualRate), count, new byte[0], List.of(), 0, 0, 0);
        }

        private TrackDescription aac() {
            String mode = parameters.getOrDefault("mode", "AAC-hbr").toLowerCase(Locale.ROOT);
            byte[] configuration = hex(parameters.getOrDefault("config", ""));
            if (!kind.equals("audio") || !mode.startsWith("aac") || configuration.length < 2) {
                return null;
            }
            boolean low = mode.equals("aac-lbr");
            int said = AudioConfiguration.channels(configuration);
            int usual = AudioConfiguration.samplingRate(configuration);
            return new TrackDescription(
                    Codec.AAC,
                    payloadType,
                    rate(usual == 0 ? 16_000 : usual),
                    said > 0 ? said : Math.max(1, channels),
                    configuration,
                    List.of(),
                    number(parameters.getOrDefault("sizelength", ""), 16, low ? 6 : 13),
                    number(parameters.getOrDefault("indexlength", ""), 8, low ? 2 : 3),
                    number(parameters.getOrDefault("indexdeltalength", ""), 8, low ? 2 : 3));
        }

        private int rate(int usual) {
            return clockRate > 0 ? clockRate : usual;
        }

        private static byte[] base64(String text) {
            try {
                // Some cameras leave the padding out, which the decoder takes, or put a start code in front.
                byte[] set = Base64.getDecoder().decode(text);
                int skip = set.length > 4 && set[0] == 0 && set[1] == 0 && set[2] == 0 && set[3] == 1 ? 4 : 0;
                return skip == 0 ? set : Arrays.copyOfRange(set, skip, set.length);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }

        private static byte[] hex(String text) {
            try {
                return text.length() > 128 ? new byte[0] : HexFormat.of().parseHex(text);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }

        private static int number(String text, int max, int otherwise) {
            if (!text.matches("\\d{1,9}")) {
                return otherwise;
            }
            int value = Integer.parseInt(text);
            return value > max ? otherwise : value;
        }
    }
}
