package com.technosupport.vms.api.model;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.regex.Pattern;

/** UUID version 7 (RFC 9562, section 5.7): milliseconds of Unix time, then random bits. */
final class TimeOrderedUuid {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern CANONICAL =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    private TimeOrderedUuid() {}

    static UUID next(Clock clock) {
        long high = (clock.millis() << 16) | 0x7000L | (RANDOM.nextLong() & 0x0fffL);
        long low = (RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    static UUID parse(String text) {
        // UUID.fromString alone takes "1-1-1-1-1" for an id.
        if (text == null || !CANONICAL.matcher(text).matches()) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "Not an id: a UUID is expected");
        }
        return UUID.fromString(text);
    }
}
