package com.technosupport.vms.security.internal.password;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which new passwords are taken, after NIST SP 800-63B, section 5.1.1.2: length counts, mixtures of character classes are not
 * asked for, and what everybody tries first is refused. Judged after normalisation, in characters (code points).
 */
public final class PasswordPolicy {

    public static final int SHORTEST = 10;
    public static final int LONGEST = 128;
    private static final int FEWEST_DIFFERENT = 4;
    private static final int SHORTEST_NAME = 3;
    private static final int FEWEST_BESIDE_NAME = 8;

    /** Refused also with digits and signs around them, in any case, and repeated. */
    private static final Set<String> BLATANT = Set.of(
            "abc",
            "admin",
            "administrator",
            "asdfghjkl",
            "camera",
            "changeit",
            "changeme",
            "default",
            "football",
            "hikvision",
            "dahua",
            "iloveyou",
            "kamera",
            "letmein",
            "login",
            "master",
            "monkey",
            "operator",
            "pass",
            "passw",
            "passwd",
            "passwort",
            "password",
            "princess",
            "qwerty",
            "qwertyuiop",
            "recorder",
            "root",
            "secret",
            "security",
            "sunshine",
            "superuser",
            "surveillance",
            "system",
            "technosupport",
            "techno support",
            "temporary",
            "test",
            "trustno",
            "user",
            "viewer",
            "vms",
            "welcome");

    /** A password that is a piece of one of these, in either direction, is a walk over the keyboard. */
    private static final List<String> WALKS = List.of(
            "012345678901234567890123456789",
            "abcdefghijklmnopqrstuvwxyz",
            "qwertyuiopasdfghjklzxcvbnm",
            "qwertzuiopasdfghjklyxcvbnm",
            "azertyuiopqsdfghjklmwxcvbn",
            "1q2w3e4r5t6y7u8i9o0p",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
            "qazwsxedcrfvtgbyhnujm");

    private PasswordPolicy() {}

    /** @throws VmsException {@link ErrorCode#WEAK_PASSWORD} with what is wrong; the password is not in it */
    public static void check(String username, String password) {
        objection(username, password).ifPresent(sentence -> {
            throw new VmsException(ErrorCode.WEAK_PASSWORD, sentence);
        });
    }

    /** What is wrong with it, in a sentence. */
    public static Optional<String> objection(String username, String password) {
        String normal = PasswordHasher.normalised(password);
        int length = normal.codePointCount(0, normal.length());
        if (length < SHORTEST) {
            return Optional.of("The password is too short: it needs at least " + SHORTEST + " characters");
        }
        if (length > LONGEST) {
            return Optional.of("The password is too long: it may have at most " + LONGEST + " characters");
        }
        if (normal.codePoints().anyMatch(PasswordPolicy::untypable)) {
            return Optional.of("The password has control characters in it");
        }
        String folded = normal.toLowerCase(Locale.ROOT);
        if (folded.codePoints().distinct().count() < FEWEST_DIFFERENT) {
            return Optional.of("The password repeats too few characters");
        }
        String name = username.toLowerCase(Locale.ROOT);
        if (name.length() >= SHORTEST_NAME && folded.contains(name)) {
            String rest = folded.replace(name, "");
            if (rest.codePointCount(0, rest.length()) < FEWEST_BESIDE_NAME) {
                return Optional.of("The password is hardly more than the user name");
            }
        }
        if (common(folded)) {
            return Optional.of("The password is among those that everybody tries first");
        }
        return Optional.empty();
    }

    private static boolean untypable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static boolean common(String folded) {
        String core = withoutEnds(folded);
        String period = smallestPeriod(folded);
        return BLATANT.contains(smallestPeriod(core))
                || isWalk(folded)
                || isWalk(core)
                || (period.length() < folded.length() && (BLATANT.contains(withoutEnds(period)) || isWalk(period)));
    }

    /** The word without the digits and signs that were put around it. */
    private static String withoutEnds(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && !Character.isLetter(text.charAt(start))) {
            start++;
        }
        while (end > start && !Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isWalk(String text) {
        if (text.length() < FEWEST_DIFFERENT) {
            return false;
        }
        String back = new StringBuilder(text).reverse().toString();
        return WALKS.stream().anyMatch(walk -> walk.contains(text) || walk.contains(back));
    }

    /** {@code abc} for {@code abcabcabc}; the text itself when it is no repetition. */
    private static String smallestPeriod(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            if (text.length() % length == 0
                    && text.substring(0, length).repeat(text.length() / length).equals(text)) {
                return text.substring(0, length);
            }
        }
        return text;
    }
}
