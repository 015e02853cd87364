package com.technosupport.vms.media.internal.rtsp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device answers to SETUP of the session that it opened (RFC 2326, 12.37).
 *
 * @param id empty when it told none that can be repeated
 * @param keepAliveNanos how often it has to hear of us: well within half of its time-out
 */
record SessionHeader(String id, long keepAliveNanos) {

    private static final int USUAL_TIMEOUT_SECONDS = 60;
    private static final Pattern TIMEOUT = Pattern.compile("timeout\\s*=\\s*\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);

    static SessionHeader of(RtspMessage answer) {
        String header = answer.header("session").orElse("");
        String id = header.split(";", 2)[0].trim();
        Matcher timeout = TIMEOUT.matcher(header);
        long seconds = timeout.find() ? Math.max(2, Long.parseLong(timeout.group(1))) : USUAL_TIMEOUT_SECONDS;
        return new SessionHeader(
                id.matches("[\\x21-\\x7e]{1,128}") ? id : "", Math.min(30_000, seconds * 400) * 1_000_000L);
    }
}
