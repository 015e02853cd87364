package com.technosupport.vms.media.internal.rtsp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A response or a request of the other side.
 *
 * @param startLine without line end
 * @param headers by name in lower case, each with its values in order
 */
record RtspMessage(String startLine, Map<String, List<String>> headers, byte[] body) {

    boolean isResponse() {
        return startLine.startsWith("RTSP/");
    }

    /** Of a response; 0 when there is none. */
    int status() {
        String[] words = startLine.split(" ", 3);
        if (!isResponse() || words.length < 2 || !words[1].matches("\\d{3}")) {
            return 0;
        }
        return Integer.parseInt(words[1]);
    }

    /** What the device says, fit for an operator's eyes: code and reason, printable and short. */
    String reason() {
        String[] words = startLine.split(" ", 3);
        String text = words.length < 3 ? "" : " " + words[2];
        return printable(status() + text);
    }

    static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?").trim();
        return clean.length() > 80 ? clean.substring(0, 80) : clean;
    }

    /** Of a request, in upper case. */
    String method() {
        int space = startLine.indexOf(' ');
        return (space < 0 ? startLine : startLine.substring(0, space)).toUpperCase(Locale.ROOT);
    }

    Optional<String> header(String name) {
        return all(name).stream().findFirst();
    }

    List<String> all(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    OptionalInt sequence() {
        String text = header("cseq").orElse("");
        return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
