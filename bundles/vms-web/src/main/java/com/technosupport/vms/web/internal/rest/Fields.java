package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import com.technosupport.vms.web.internal.http.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Checks a request's fields and names all that are wrong at once. */
final class Fields {

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
