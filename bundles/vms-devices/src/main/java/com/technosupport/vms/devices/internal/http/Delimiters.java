package com.technosupport.vms.devices.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device puts between its parts (RFC 2046, section 5.1.1). It may announce another boundary than it uses, or one with the
 * dashes already in it, so the one in use is learnt from the first line that looks like one.
 */
final class Delimiters {

    static final int LONGEST = 200;
    /** Shorter ones are looked for at the beginnings of lines alone. */
    private static final int UNMISTAKABLE = 6;

    private static final Pattern BOUNDARY = Pattern.compile("(?i);\\s*boundary\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))");
    /** RFC 2046, section 5.1.1, which a page's {@code -->} is not. */
    private static final Pattern LEARNABLE = Pattern.compile("--[0-9A-Za-z'()+_,./:=?@ -]+");

    private final Optional<String> announced;
    private List<byte[]> known = List.of();

    /** @param contentType of the whole answer */
    Delimiters(String contentType) {
        Matcher matcher = BOUNDARY.matcher(";" + contentType);
        this.announced = matcher.find()
                ? Optional.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2))
                        .filter(text -> !text.isBlank())
                : Optional.empty();
        announced.ifPresent(text ->
                known = text.startsWith("--") ? List.of(bytes("--" + text), bytes(text)) : List.of(bytes("--" + text)));
    }

    /** Those to look for; the last one learnt is first. */
    List<byte[]> known() {
        return known;
    }

    /** Whether it needs no line of its own to be told from content. */
    static boolean isUnmistakable(byte[] delimiter) {
        return delimiter.length >= UNMISTAKABLE;
    }

    /** Whether a line between two parts is a delimiter, or looks so much like one that it is taken for one from now on. */
    boolean isOrBecomes(String line) {
        return announced.filter(line::equals).isPresent() || is(line) || (line.startsWith("--") && learn(line));
    }

    private boolean learn(String line) {
        String found = line.endsWith("--") && line.length() > 4 ? line.substring(0, line.length() - 2) : line;
        if (found.length() > LONGEST || !LEARNABLE.matcher(found).matches()) {
            return false;
        }
        byte[] learnt = bytes(found);
        known = known.isEmpty() ? List.of(learnt) : List.of(learnt, known.get(0));
        return true;
    }

    /** Whether a line is one, or begins with one. */
    boolean is(String line) {
        return known.stream()
                .map(Delimiters::string)
                .anyMatch(delimiter -> line.equals(delimiter)
                        || (line.startsWith(delimiter) && " \t-".indexOf(line.charAt(delimiter.length())) >= 0));
    }

    /** Whether a line is one and nothing else, not even the two dashes of the last. */
    boolean isExactly(String line) {
        return known.stream().map(Delimiters::string).anyMatch(line::equals);
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
