package com.technosupport.vms.live.webrtc.internal.sdp;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An SDP as somebody else wrote it (RFC 8866): attributes of the session, and of each media section. Unknown lines are passed
 * over, since every browser has its own; its size is bounded.
 */
final class SessionDescription {

    static final int MAX_LENGTH = 64 << 10;
    private static final int MAX_LINES = 2000;
    private static final int MAX_MEDIA = 32;

    /**
     * @param value empty for a flag
     */
    record Attribute(String name, String value) {}

    private final List<Attribute> attributes = new ArrayList<>();
    private final List<MediaSection> media = new ArrayList<>();

    private SessionDescription() {}

    /**
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no SDP
     */
    static SessionDescription parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid("The SDP is too long");
        }
        String[] lines = text.split("\r\n|\n|\r", MAX_LINES + 1);
        if (lines.length > MAX_LINES) {
            throw invalid("The SDP has too many lines");
        }
        if (!lines[0].strip().equals("v=0")) {
            throw invalid("This is no SDP: it does not begin with v=0");
        }
        SessionDescription description = new SessionDescription();
        for (String line : lines) {
            description.read(line.strip());
        }
        return description;
    }

    private void read(String line) {
        if (line.startsWith("m=")) {
            if (media.size() >= MAX_MEDIA) {
                throw invalid("The SDP has too many media sections");
            }
            media.add(MediaSection.parse(line.substring(2)));
        } else if (line.startsWith("a=")) {
            int colon = line.indexOf(':');
            Attribute attribute = colon < 0
                    ? new Attribute(line.substring(2), "")
                    : new Attribute(
                            line.substring(2, colon), line.substring(colon + 1).strip());
            (media.isEmpty() ? attributes : media.get(media.size() - 1).attributes()).add(attribute);
        }
    }

    List<MediaSection> media() {
        return media;
    }

    /** Values of an attribute of the session. */
    List<String> values(String name) {
        return values(attributes, name);
    }

    /** The value that holds for a media section: its own, else the session's. */
    Optional<String> effective(MediaSection section, String name) {
        return section.value(name).or(() -> values(name).stream().findFirst());
    }

    /** The values that hold for a media section: its own, else the session's. */
    List<String> effectiveAll(MediaSection section, String name) {
        List<String> own = section.values(name);
        return own.isEmpty() ? values(name) : own;
    }

    static List<String> values(List<Attribute> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(Attribute::value)
                .toList();
    }

    static VmsException invalid(String message) {
        return new VmsException(ErrorCode.INVALID_REQUEST, message);
    }
}
