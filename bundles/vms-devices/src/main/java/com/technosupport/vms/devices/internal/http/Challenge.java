package com.technosupport.vms.devices.internal.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {

    private static final int MOST = 16;

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Reads all challenges of all headers; several may share one line, between the parameters of others. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            new Scanner(header).read(challenges);
        }
        return challenges;
    }

    private static final class Scanner {

        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        void read(List<Challenge> challenges) {
            Map<String, String> parameters = null;
            while (at < text.length() && challenges.size() < MOST) {
                skip(" \t,");
                String token = token();
                if (token.isEmpty()) {
                    at++;
                    continue;
                }
                skip(" \t");
                if (parameters != null && peek() == '=') {
                    at++;
                    skip(" \t");
                    String value = peek() == '"' ? quoted() : token();
                    parameters.putIfAbsent(token.toLowerCase(Locale.ROOT), value);
                } else {
                    parameters = new LinkedHashMap<>();
                    challenges.add(new Challenge(token.toLowerCase(Locale.ROOT), parameters));
                }
            }
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }
    }
}
