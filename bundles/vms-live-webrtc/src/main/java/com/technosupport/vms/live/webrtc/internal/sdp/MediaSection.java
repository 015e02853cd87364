package com.technosupport.vms.live.webrtc.internal.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** One {@code m=} line and the attributes below it. */
final class MediaSection {

    /** Of a token, which is all that may be repeated in an answer of ours (RFC 8866, section 9). */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`{|}~0-9A-Za-z-]{1,64}");

    private static final int MAX_FORMATS = 256;

    private final String kind;
    private final int port;
    private final String protocol;
    private final List<String> formats;
    private final List<SessionDescription.Attribute> attributes = new ArrayList<>();

    private MediaSection(String kind, int port, String protocol, List<String> formats) {
        this.kind = kind;
        this.port = port;
        this.protocol = protocol;
        this.formats = formats;
    }

    static MediaSection parse(String line) {
        String[] parts = line.strip().split("\\s+", MAX_FORMATS);
        if (parts.length < 4 || !isToken(parts[0]) || !parts[2].matches("[A-Z/]{1,64}")) {
            throw SessionDescription.invalid("The SDP has a malformed m= line");
        }
        String port = parts[1].split("/", 2)[0];
        if (!port.matches("[0-9]{1,5}")) {
            throw SessionDescription.invalid("The SDP has a malformed port");
        }
        List<String> formats = List.of(parts).subList(3, parts.length);
        if (!formats.stream().allMatch(MediaSection::isToken)) {
            throw SessionDescription.invalid("The SDP has a malformed format list");
        }
        return new MediaSection(parts[0], Integer.parseInt(port), parts[2], formats);
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    String kind() {
        return kind;
    }

    String protocol() {
        return protocol;
    }

    List<String> formats() {
        return formats;
    }

    List<SessionDescription.Attribute> attributes() {
        return attributes;
    }

    List<String> values(String name) {
        return SessionDescription.values(attributes, name);
    }

    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    boolean has(String name) {
        return attributes.stream().anyMatch(attribute -> attribute.name().equals(name));
    }

    /** The identification tag (RFC 5888), if it has one that can be repeated. */
    Optional<String> mid() {
        return value("mid").filter(MediaSection::isToken);
    }

    /** Port zero refuses a section, except where it shares the transport of another (RFC 9143, section 6). */
    boolean refused() {
        return port == 0 && !has("bundle-only");
    }

    boolean receives(SessionDescription description) {
        if (has("recvonly") || has("sendrecv")) {
            return true;
        }
        if (has("sendonly") || has("inactive")) {
            return false;
        }
        return description.values("sendonly").isEmpty()
                && description.values("inactive").isEmpty();
    }

    /** Whether who wrote the description sends here. */
    boolean sends(SessionDescription description) {
        if (has("sendonly") || has("sendrecv")) {
            return true;
        }
        if (has("recvonly") || has("inactive")) {
            return false;
        }
        return description.values("recvonly").isEmpty()
                && description.values("inactive").isEmpty();
    }
}
