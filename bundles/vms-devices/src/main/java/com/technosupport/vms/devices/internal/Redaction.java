package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets and what identifies a device out of what was said to it, so that it may be shown and kept as a test's fixture.
 * What is the same before is the same after: each value gets a name of its own, so that one answer still fits the next
 * request. Not safe for use by several threads.
 */
final class Redaction {

    private static final String SECRET = "[\\w-]*(?:password|passwd|pwd|passphrase|digest|nonce|secret|cookie|salt"
            + "|challenge|challengeid|authorization|private_?key|session_?id|csrf)[\\w-]*|user(?:_?name)?|login_?name|session";
    private static final String IDENTITY =
            "[\\w-]*token|[\\w-]*serial(?:_?n(?:o|um|umber))?[\\w-]*|mac(?:_?addr(?:ess)?)?|hw_?address|physical_?address"
                    + "|hardware_?id|device_?id|uuid";
    private static final String NAME = "(?:" + SECRET + "|" + IDENTITY + ")";

    private static final Pattern ELEMENT =
            Pattern.compile("(?i)<((?:[\\w-]+:)?" + NAME + ")(\\s[^<>]*)?>([^<]*)</\\1\\s*>");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("(?i)(\\s(?:[\\w-]+:)?(" + NAME + ")\\s*=\\s*)([\"'])(.*?)\\3");
    private static final Pattern MEMBER =
            Pattern.compile("(?i)(\"(" + NAME + ")\"\\s*:\\s*)(\"(?:[^\"\\\\]|\\\\.)*\"|[-\\w.]+)");
    /** Lines of text answers, and parameters in addresses. */
    private static final Pattern PAIR =
            Pattern.compile("(?im)((?:^|[?&;.\\s])(" + NAME + ")(?:\\[\\d+])?=)([^&\\s;\"'<>]+)");

    private static final Pattern MAC =
            Pattern.compile("(?i)\\b(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\\1){4}[0-9a-f]{2}\\b");
    private static final Pattern USER_INFO = Pattern.compile("(?i)([a-z][a-z0-9+.-]*://)[^/@\\s\"'<>]+@");
    private static final int SHORTEST_LITERAL = 3;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> literals = new HashMap<>();

    Redaction(Credential credential) {
        literal(credential.password(), "password");
        literal(
                Base64.getEncoder()
                        .encodeToString(
                                (credential.user() + ":" + credential.password()).getBytes(StandardCharsets.UTF_8)),
                "basic");
    }

    /** Something that is to vanish wherever it stands. */
    void literal(String text, String kind) {
        if (text.length() >= SHORTEST_LITERAL) {
            String name = name(kind, text);
            literals.put(text, name);
            literals.put(URLEncoder.encode(text, StandardCharsets.UTF_8), name);
            literals.put(xml(text), name);
            literals.put(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)), name);
        }
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    String apply(String text) {
        String result = text;
        for (Map.Entry<String, String> literal : literals.entrySet()) {
            result = result.replace(literal.getKey(), literal.getValue());
        }
        result = each(USER_INFO, result, found -> found.group(1) + "[redacted]@");
        result = each(
                ELEMENT,
                result,
                found -> "<" + found.group(1) + (found.group(2) == null ? "" : found.group(2)) + ">"
                        + name(found.group(1), found.group(3)) + "</" + found.group(1) + ">");
        result = each(
                ATTRIBUTE,
                result,
                found -> found.group(1) + found.group(3) + name(found.group(2), found.group(4)) + found.group(3));
        result = each(MEMBER, result, found -> found.group(1) + member(found.group(2), found.group(3)));
        result = each(PAIR, result, found -> found.group(1) + name(found.group(2), found.group(3)));
        return each(MAC, result, found -> name("mac", found.group()));
    }

    private String member(String key, String value) {
        boolean quoted = value.startsWith("\"");
        String bare = quoted ? value.substring(1, value.length() - 1) : value;
        return "\"" + name(key, bare) + "\"";
    }

    private static String each(Pattern pattern, String text, java.util.function.Function<Matcher, String> replacement) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(result, Matcher.quoteReplacement(replacement.apply(matcher)));
        }
        return matcher.appendTail(result).toString();
    }

    /** The same for the same value; blank and what has been replaced already stay. */
    private String name(String kind, String value) {
        String bare = value.strip();
        if (bare.isEmpty() || names.containsValue(bare)) {
            return value;
        }
        UnaryOperator<String> plain =
                text -> text.substring(text.indexOf(':') + 1).toLowerCase(java.util.Locale.ROOT);
        String existing = names.get(bare);
        if (existing == null) {
            existing = "redacted-" + plain.apply(kind) + "-" + (names.size() + 1);
            names.put(bare, existing);
        }
        return existing;
    }
}
