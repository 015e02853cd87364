package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import com.technosupport.vms.web.internal.http.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks a request's fields and names all that are wrong at once. */
final class Fields {

    private static final int MAX_IDS = 10_000;

    private final List<FieldError> errors = new ArrayList<>();

    /** @throws InvalidFieldsException when there is no body */
    static <B> B body(B body) {
        if (body == null) {
            throw new InvalidFieldsException("", "a JSON object is expected as the body");
        }
        return body;
    }

    /** A text that must be there and must not be blank. */
    Fields required(String field, String value, int maxLength) {
        if (value == null || value.isBlank()) {
            errors.add(new FieldError(field, "is missing"));
            return this;
        }
        return optional(field, value, maxLength);
    }

    /** A text that may be missing. Control characters stand in no name, and forge lines where they are printed. */
    Fields optional(String field, String value, int maxLength) {
        if (value != null && value.length() > maxLength) {
            errors.add(new FieldError(field, "at most " + maxLength + " characters"));
        } else if (value != null && value.chars().anyMatch(Character::isISOControl)) {
            errors.add(new FieldError(field, "no control characters"));
        }
        return this;
    }

    /** A list of ids, each once. @throws InvalidFieldsException when it is none */
    static <I> Set<I> ids(String field, List<UUID> ids, Function<UUID, I> type) {
        new Fields()
                .require(ids.size() <= MAX_IDS, field, "at most " + MAX_IDS)
                .require(ids.stream().noneMatch(Objects::isNull), field, "ids without gaps")
                .check();
        return ids.stream().map(type).collect(Collectors.toSet());
    }

    Fields range(String field, Integer value, int least, int most) {
        return require(value == null || (value >= least && value <= most), field, "from " + least + " to " + most);
    }

    Fields require(boolean condition, String field, String message) {
        if (!condition) {
            errors.add(new FieldError(field, message));
        }
        return this;
    }

    /** @throws InvalidFieldsException when anything was wrong */
    void check() {
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
    }
}
