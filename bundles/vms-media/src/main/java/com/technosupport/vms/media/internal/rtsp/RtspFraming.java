package com.technosupport.vms.media.internal.rtsp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Cuts the bytes of an RTSP connection into messages and interleaved frames (RFC 2326, 4 and 10.12). Lenient where cameras
 * are known to be odd: blank lines between messages, bare line feeds, stray bytes between frames. All it takes is bounded.
 */
final class RtspFraming {

    static final int MAX_HEAD = 16 << 10;
    static final int MAX_BODY = 64 << 10;
    /** Stray bytes in a row, and in all between two good messages or frames. */
    static final int MAX_STRAY = 256 << 10;

    private static final int MAX_HEADERS = 100;

    /** Takes what comes. */
    interface Output {

        void message(RtspMessage message);

        void frame(int channel, ByteBuffer buffer, int start, int length);

        /** Whether frames of this channel are expected: tells a frame from stray bytes. */
        boolean knows(int channel);
    }

    /** What came is not RTSP. */
    static final class NotRtspException extends Exception {
        private static final long serialVersionUID = 1L;

        NotRtspException(String message) {
            super(message, null, false, false);
        }
    }

    private final Output output;
    private int stray;
    private long strayTotal;

    RtspFraming(Output output) {
        this.output = output;
    }

    /** Stray bytes so far. */
    long strayBytes() {
        return strayTotal;
    }

    /**
     * Takes the bytes from 0 to {@code limit}.
     *
     * @return how many were used; the rest is to come again with more behind it
     */
    int take(ByteBuffer buffer, int limit) throws NotRtspException {
        int at = 0;
        while (at < limit) {
            int first = buffer.get(at);
            int used;
            if (first == '\r' || first == '\n') {
                used = 1;
            } else if (first == '$') {
                used = frame(buffer, at, limit);
            } else if (first >= 'A' && first <= 'Z') {
                used = message(buffer, at, limit);
            } else {
                used = skip(buffer, at, limit);
            }
            if (used == 0) {
                break;
            }
            at += used;
        }
        return at;
    }

    private int frame(ByteBuffer buffer, int at, int limit) throws NotRtspException {
        if (at + 4 > limit) {
            return 0;
        }
        int channel = buffer.get(at + 1) & 0xff;
        if (!output.knows(channel)) {
            return skip(buffer, at, limit);
        }
        int length = buffer.getShort(at + 2) & 0xffff;
        if (at + 4 + length > limit) {
            return 0;
        }
        stray = 0;
        output.frame(channel, buffer, at + 4, length);
        return 4 + length;
    }

    private int message(ByteBuffer buffer, int at, int limit) throws NotRtspException {
        int end = headEnd(buffer, at, Math.min(limit, at + MAX_HEAD));
        if (!plausible(buffer, at, limit)) {
            return skip(buffer, at, limit);
        }
        if (end < 0) {
            if (limit - at >= MAX_HEAD) {
                throw new NotRtspException("a header of more than " + MAX_HEAD + " bytes");
            }
            return 0;
        }
        byte[] head = new byte[end - at];
        buffer.get(at, head);
        RtspMessage bare = parse(new String(head, StandardCharsets.UTF_8));
        int length = contentLength(bare);
        if (end + length > limit) {
            return 0;
        }
        byte[] body = new byte[length];
        buffer.get(end, body);
        stray = 0;
        output.message(new RtspMessage(bare.startLine(), bare.headers(), body));
        return end - at + length;
    }

    private static int contentLength(RtspMessage message) throws NotRtspException {
        String text = message.header("content-length").orElse("0").trim();
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > MAX_BODY) {
            throw new NotRtspException("a body without a sensible length");
        }
        return Integer.parseInt(text);
    }

    /** A start line has letters, then a space or a slash or an underscore; a few bytes are enough to tell. */
    private static boolean plausible(ByteBuffer buffer, int at, int limit) {
        for (int i = at; i < Math.min(limit, at + 16); i++) {
            int octet = buffer.get(i);
            if (octet == ' ' || octet == '/') {
                return i > at + 2;
            }
            if (!(octet >= 'A' && octet <= 'Z') && octet != '_') {
                return false;
            }
        }
        return limit - at < 16;
    }

    /** Behind the blank line; negative while that has not come. */
    private static int headEnd(ByteBuffer buffer, int at, int limit) {
        for (int i = at; i < limit; i++) {
            if (buffer.get(i) != '\n') {
                continue;
            }
            if (i + 1 < limit && buffer.get(i + 1) == '\n') {
                return i + 2;
            }
            if (i + 2 < limit && buffer.get(i + 1) == '\r' && buffer.get(i + 2) == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    private int skip(ByteBuffer buffer, int at, int limit) throws NotRtspException {
        int end = at + 1;
        while (end < limit && !mayBegin(buffer.get(end))) {
            end++;
        }
        stray += end - at;
        strayTotal += end - at;
        if (stray > MAX_STRAY) {
            throw new NotRtspException("bytes that are no RTSP");
        }
        return end - at;
    }

    private static boolean mayBegin(int octet) {
        return octet == '$' || (octet >= 'A' && octet <= 'Z');
    }

    private static RtspMessage parse(String head) throws NotRtspException {
        String[] lines = head.split("\r?\n");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        String last = null;
        int count = 0;
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                continue;
            }
            if (++count > MAX_HEADERS) {
                throw new NotRtspException("more than " + MAX_HEADERS + " header lines");
            }
            int colon = line.indexOf(':');
            if ((line.charAt(0) == ' ' || line.charAt(0) == '\t') && last != null) {
                List<String> values = headers.get(last);
                values.set(values.size() - 1, values.get(values.size() - 1) + " " + line.trim());
            } else if (colon > 0) {
                last = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
                headers.computeIfAbsent(last, name -> new ArrayList<>())
                        .add(line.substring(colon + 1).trim());
            }
        }
        return new RtspMessage(lines.length == 0 ? "" : lines[0].trim(), headers, new byte[0]);
    }
}
