package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.driver.Multipart;
import com.technosupport.vms.devices.internal.http.AnswerReader.NotHttpException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts what a device pushes into its parts (RFC 2046, section 5.1), whatever it gets wrong: beside its {@link Delimiters}, it
 * may count its bytes wrongly or not at all, and send parts without headers. So a length is believed only if what follows fits.
 *
 * <p>A part is handed out as soon as it is sure to be whole, not when the next one begins, which may be a minute later: at its
 * length; without one, when nothing more has come and its XML or JSON is closed, or a blank line ends its text.
 */
final class MultipartParser {

    static final int MOST_PART = 1 << 20;
    private static final int MOST_BEFORE = 64 << 10;
    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_HEADERS = 8 << 10;

    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \\t]*:(.*)");
    private static final byte[] CONTENT = "content-".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        BETWEEN,
        HEADERS,
        BODY,
        OVER
    }

    private final boolean certain;
    private final Delimiters delimiters;
    private State state = State.BETWEEN;
    private boolean begun;
    private int before;

    private byte[] window = new byte[16 << 10];
    private int start;
    private int end;

    private Map<String, String> headers = new HashMap<>();
    private boolean blankBefore;
    private int headersFrom;
    private long length = -1;
    private PartProgress progress = new PartProgress();

    /** @param contentType of the whole answer */
    MultipartParser(String contentType) {
        this.certain = contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
        this.delimiters = new Delimiters(contentType);
    }

    void take(byte[] more, int count) {
        if (end + count > window.length) {
            int kept = end - start;
            byte[] next =
                    kept + count > window.length / 2 ? new byte[Math.max(window.length * 2, kept + count)] : window;
            System.arraycopy(window, start, next, 0, kept);
            progress.moved(start);
            headersFrom -= start;
            window = next;
            start = 0;
            end = kept;
        }
        System.arraycopy(more, 0, window, end, count);
        end += count;
    }

    /** Whether no part follows: the device has said so, or this is no answer of many parts. */
    boolean isOver() {
        return state == State.OVER;
    }

    /** Whether a part, or at least the beginning of one, was seen. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * The next part, if it has come whole.
     *
     * @param more whether more bytes are at hand, so that there is no need to guess
     * @param ended whether nothing will come any more
     */
    Optional<Multipart> poll(boolean more, boolean ended) throws NotHttpException {
        while (true) {
            boolean advanced =
                    switch (state) {
                        case BETWEEN -> between(ended);
                        case HEADERS -> header(ended);
                        case BODY -> false;
                        case OVER -> false;
                    };
            if (state == State.BODY) {
                return body(more, ended);
            }
            if (!advanced) {
                return Optional.empty();
            }
        }
    }

    private boolean between(boolean ended) throws NotHttpException {
        int lineEnd = lineEnd(ended);
        if (lineEnd < 0) {
            if (end - start > LONGEST_LINE && !certain && !begun) {
                state = State.OVER;
            } else if (end - start > LONGEST_LINE) {
                throw notCut();
            }
            return false;
        }
        String line = text(start, lineEnd).strip();
        if (line.isEmpty()) {
            start = lineEnd;
            return true;
        }
        if (delimiters.isOrBecomes(line)) {
            boolean last = line.endsWith("--") && !delimiters.isExactly(line);
            start = lineEnd;
            begun = true;
            state = last ? State.OVER : State.HEADERS;
            newPart();
            return true;
        }
        if (startsWithContent(start, end) == Prefix.YES) {
            begun = true;
            state = State.HEADERS;
            newPart();
            return true;
        }
        if (begun) {
            // Text that its part's length did not count, or that came after a pause: better a part of its own than
            // lost.
            beginBody(-1);
            return true;
        }
        if (!certain) {
            state = State.OVER;
            return false;
        }
        before += lineEnd - start;
        if (before > MOST_BEFORE) {
            throw notCut();
        }
        start = lineEnd;
        return true;
    }

    private static NotHttpException notCut() {
        return new NotHttpException("The device's answer is not cut into parts");
    }

    private void newPart() {
        headers = new HashMap<>();
        blankBefore = false;
        headersFrom = start;
    }

    private boolean header(boolean ended) throws NotHttpException {
        if (start - headersFrom > MOST_HEADERS) {
            throw new NotHttpException("The head of a part is larger than allowed");
        }
        if (headers.isEmpty() && start < end && window[start] != '\r' && window[start] != '\n') {
            switch (beginsHeader(ended)) {
                case NO -> {
                    beginBody(-1);
                    return true;
                }
                case UNSURE -> {
                    return false;
                }
                case YES -> {
                    // Read below, when its line is whole.
                }
            }
        }
        int lineEnd = lineEnd(ended);
        if (lineEnd < 0) {
            if (end - start > MOST_HEADERS) {
                throw new NotHttpException("The head of a part is larger than allowed");
            }
            return false;
        }
        String line = text(start, lineEnd).strip();
        start = lineEnd;
        if (line.isEmpty()) {
            if (headers.isEmpty() && !blankBefore) {
                blankBefore = true;
            } else {
                beginBody(declaredLength());
            }
            return true;
        }
        if (line.startsWith("--") && delimiters.is(line)) {
            newPart();
            return true;
        }
        Matcher matcher = HEADER.matcher(line);
        if (matcher.matches()) {
            headers.putIfAbsent(
                    matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip());
        }
        return true;
    }

    private enum Prefix {
        YES,
        NO,
        UNSURE
    }

    /** Whether the part has headers at all. After a blank line, only those of a part's content are taken for some. */
    private Prefix beginsHeader(boolean ended) {
        if (blankBefore) {
            Prefix content = startsWithContent(start, end);
            return content == Prefix.UNSURE && ended ? Prefix.NO : content;
        }
        if (window[start] == '-') {
            int lineEnd = lineEnd(ended || end - start > Delimiters.LONGEST);
            return lineEnd < 0
                    ? Prefix.UNSURE
                    : delimiters.is(text(start, lineEnd).strip()) ? Prefix.YES : Prefix.NO;
        }
        for (int at = start; at < end; at++) {
            char next = (char) (window[at] & 0xFF);
            if (next == ':') {
                return Prefix.YES;
            }
            if (next <= ' ' || next >= 0x7F || "\"(),/;<=>?@[\\]{}".indexOf(next) >= 0 || at - start > 256) {
                return Prefix.NO;
            }
        }
        return ended ? Prefix.NO : Prefix.UNSURE;
    }

    private Prefix startsWithContent(int from, int to) {
        for (int i = 0; i < CONTENT.length; i++) {
            if (from + i >= to) {
                return Prefix.UNSURE;
            }
            if (Character.toLowerCase((char) (window[from + i] & 0xFF)) != CONTENT[i]) {
                return Prefix.NO;
            }
        }
        return Prefix.YES;
    }

    private long declaredLength() throws NotHttpException {
        String text = headers.getOrDefault("content-length", "");
        if (!text.matches("\\d{1,18}")) {
            return -1;
        }
        long declared = Long.parseLong(text);
        if (declared > MOST_PART) {
            throw tooLarge();
        }
        return declared;
    }

    private void beginBody(long declared) {
        state = State.BODY;
        length = declared;
        progress = new PartProgress();
        progress.begin(start);
    }

    private Optional<Multipart> body(boolean more, boolean ended) throws NotHttpException {
        int delimiter = progress.scan(window, start, end, delimiters, ended);
        if (delimiter >= 0) {
            boolean counted = length >= 0 && start + length <= delimiter && isBlank(start + (int) length, delimiter);
            return Optional.of(part(counted ? start + (int) length : withoutLineEnd(start, delimiter), delimiter));
        }
        if (length >= 0 && end - start >= length) {
            int bodyEnd = start + (int) length;
            if (isBlank(bodyEnd, end) ? !more : begins(bodyEnd, '-')) {
                if (!progress.isOpenXml(window, start)) {
                    return Optional.of(part(bodyEnd, bodyEnd));
                }
            }
            if (!isBlank(bodyEnd, end) || progress.isOpenXml(window, start)) {
                length = -1;
            }
        }
        boolean whole = isText()
                && (length < 0
                        ? progress.isClosed(window, start) || progress.endsWithBlankLine(window, start, end)
                        : progress.isXml(window) && progress.isClosed(window, start));
        if (whole && !more) {
            return Optional.of(part(progress.solidEnd(start), end));
        }
        if (end - start > MOST_PART + 4) {
            throw tooLarge();
        }
        if (ended && progress.solidEnd(start) > start && length < 0) {
            return Optional.of(part(progress.solidEnd(start), end));
        }
        return Optional.empty();
    }

    /** Of anything but text nobody can tell by its last bytes whether it is whole; of text, line ends at its end say nothing. */
    private boolean isText() {
        String type = headers.getOrDefault("content-type", "text/plain").toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.contains("xml") || type.contains("json");
    }

    private static NotHttpException tooLarge() {
        return new NotHttpException("A part of the device's answer is larger than allowed");
    }

    private Multipart part(int bodyEnd, int next) throws NotHttpException {
        if (bodyEnd - start > MOST_PART) {
            throw tooLarge();
        }
        int to = bodyEnd;
        while (isText() && to > start && isBlank(to - 1, to)) {
            to--;
        }
        Multipart part = new Multipart(headers, Arrays.copyOfRange(window, start, to));
        start = next;
        state = State.BETWEEN;
        return part;
    }

    private boolean isBlank(int from, int to) {
        for (int at = from; at < to; at++) {
            if (window[at] != '\r' && window[at] != '\n' && window[at] != ' ' && window[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Whether the first character that is no space is that one. */
    private boolean begins(int from, char wanted) {
        int at = from;
        while (at < end && isBlank(at, at + 1)) {
            at++;
        }
        return at < end && window[at] == wanted;
    }

    private int withoutLineEnd(int from, int to) {
        int at = to;
        if (at > from && window[at - 1] == '\n') {
            at--;
            if (at > from && window[at - 1] == '\r') {
                at--;
            }
        }
        return at;
    }

    /** Where the line at the start is over, behind its end; -1 if it is not there yet. */
    private int lineEnd(boolean ended) {
        for (int at = start; at < end; at++) {
            if (window[at] == '\n') {
                return at + 1;
            }
        }
        return ended && end > start ? end : -1;
    }

    private String text(int from, int to) {
        return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
