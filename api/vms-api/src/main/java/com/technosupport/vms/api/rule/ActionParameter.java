package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an action wants to be told, so that it can be asked for and checked before it is needed.
 *
 * @param name as in {@code url}
 * @param description a sentence for whoever writes a rule
 * @param standard what holds where it is not given; empty for nothing
 * @param choices of {@link Kind#CHOICE}; else empty
 * @param least of a number; the least length of a text
 * @param most likewise
 */
public record ActionParameter(
        String name,
        Kind kind,
        boolean required,
        String description,
        Optional<Object> standard,
        List<String> choices,
        double least,
        double most) {

    /** What a parameter looks like. */
    public enum Kind {
        /** One line. */
        TEXT,
        /** May have several lines. */
        LONG_TEXT,
        /** One line that is sealed when it is stored, and never shown again. */
        SECRET,
        WHOLE_NUMBER,
        NUMBER,
        BOOLEAN,
        CHOICE,
        /** The id of a camera. */
        CAMERA
    }

    private static final int MOST_TEXT = 1000;
    private static final int MOST_LONG_TEXT = 16_384;

    public ActionParameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(standard, "standard");
        choices = List.copyOf(choices);
    }

    public static ActionParameter text(String name, String description) {
        return new ActionParameter(name, Kind.TEXT, false, description, Optional.empty(), List.of(), 0, MOST_TEXT);
    }

    public static ActionParameter longText(String name, String description) {
        return new ActionParameter(
                name, Kind.LONG_TEXT, false, description, Optional.empty(), List.of(), 0, MOST_LONG_TEXT);
    }

    public static ActionParameter secret(String name, String description) {
        return new ActionParameter(name, Kind.SECRET, false, description, Optional.empty(), List.of(), 0, MOST_TEXT);
    }

    public static ActionParameter wholeNumber(String name, String description, long least, long most, long standard) {
        return new ActionParameter(
                name, Kind.WHOLE_NUMBER, false, description, Optional.of(standard), List.of(), least, most);
    }

    public static ActionParameter bool(String name, String description, boolean standard) {
        return new ActionParameter(name, Kind.BOOLEAN, false, description, Optional.of(standard), List.of(), 0, 0);
    }

    public static ActionParameter choice(String name, String description, List<String> choices, String standard) {
        return new ActionParameter(name, Kind.CHOICE, false, description, Optional.of(standard), choices, 0, 0);
    }

    public static ActionParameter camera(String name, String description) {
        return new ActionParameter(name, Kind.CAMERA, false, description, Optional.empty(), List.of(), 0, 0);
    }

    /** The same, which must be given. */
    public ActionParameter must() {
        return new ActionParameter(
                name, kind, true, description, standard, choices, kind == Kind.TEXT ? Math.max(1, least) : least, most);
    }

    /**
     * The value as the action is given it: a number as {@link Long} or {@link Double}.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} with a sentence when it is none
     */
    public Object checked(Object value) {
        return switch (kind) {
            case TEXT, SECRET -> text(value, false);
            case LONG_TEXT -> text(value, true);
            case BOOLEAN -> {
                if (value instanceof Boolean) {
                    yield value;
                }
                throw wrong("is true or false");
            }
            case WHOLE_NUMBER -> {
                double number = number(value);
                if (number != Math.rint(number)) {
                    throw wrong("is a whole number");
                }
                yield (long) number;
            }
            case NUMBER -> number(value);
            case CHOICE -> {
                if (value instanceof String text && choices.contains(text)) {
                    yield value;
                }
                throw wrong("is one of " + String.join(", ", choices));
            }
            case CAMERA -> {
                if (value instanceof String text) {
                    yield CameraId.parse(text).toString();
                }
                throw wrong("is the id of a camera");
            }
        };
    }

    private String text(Object value, boolean lines) {
        if (!(value instanceof String text)) {
            throw wrong("is a text");
        }
        if (text.length() > most || text.length() < least) {
            throw wrong(text.length() < least ? "is missing" : "has at most " + (long) most + " characters");
        }
        if (text.chars()
                .anyMatch(c -> Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t')))) {
            throw wrong("has no control characters");
        }
        return text;
    }

    private double number(Object value) {
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            throw wrong("is a number");
        }
        if (number.doubleValue() < least || number.doubleValue() > most) {
            throw wrong("is from " + plain(least) + " to " + plain(most));
        }
        return number.doubleValue();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private VmsException wrong(String sentence) {
        return new VmsException(ErrorCode.INVALID_REQUEST, "The parameter " + name + " " + sentence);
    }
}
