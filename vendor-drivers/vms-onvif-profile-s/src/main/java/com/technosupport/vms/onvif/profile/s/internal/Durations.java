package com.technosupport.vms.onvif.profile.s.internal;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code xs:duration} as devices use it, without months and years. */
final class Durations {

    private static final Pattern DURATION =
            Pattern.compile("P(?:(\\d{1,6})D)?(?:T(?:(\\d{1,6})H)?(?:(\\d{1,8})M)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)S)?)?");

    private Durations() {}

    static OptionalDouble seconds(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                number(matcher, 1) * 86400 + number(matcher, 2) * 3600 + number(matcher, 3) * 60 + number(matcher, 4));
    }

    private static double number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Double.parseDouble(matcher.group(group));
    }

    static String text(double seconds) {
        return seconds == Math.rint(seconds)
                ? "PT" + (long) seconds + "S"
                : String.format(Locale.ROOT, "PT%.3fS", seconds);
    }
}
