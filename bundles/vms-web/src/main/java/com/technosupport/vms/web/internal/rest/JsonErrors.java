package com.technosupport.vms.web.internal.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.technosupport.vms.web.internal.http.Failure;
import com.technosupport.vms.web.internal.http.Problem.FieldError;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Says in our own words what is wrong with a request's JSON. The parser's words name classes, and may quote a password. */
public final class JsonErrors {

    private JsonErrors() {}

    public static Failure failure(JsonProcessingException exception) {
        if (exception instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String field = path(mapping.getPath());
            String message = mapping instanceof MismatchedInputException mismatch
                    ? expectation(mismatch.getTargetType())
                    : mapping.getCause() instanceof InputCoercionException
                            ? "a number that is not so large is expected"
                            : "not a value that can stand here";
            return invalid(field + ": " + message, List.of(new FieldError(field, message)));
        }
        if (exception instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return invalid(
                    "The body is not what is expected here: " + expectation(mismatch.getTargetType()), List.of());
        }
        JsonLocation location = exception.getLocation();
        String where =
                location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        return invalid("The body is not JSON that can be read" + where, List.of());
    }

    private static Failure invalid(String detail, List<FieldError> errors) {
        return new Failure(400, "INVALID_REQUEST", detail, OptionalInt.empty(), Optional.empty(), errors);
    }

    private static String path(List<JsonMappingException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : references) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String expectation(Class<?> type) {
        if (type == null) {
            return "not a value that can stand here";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants()) + " is expected";
        }
        if (type == String.class || type == Character.class) {
            return "a text is expected";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false is expected";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return type == Double.class || type == double.class ? "a number is expected" : "a whole number is expected";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time like 2026-01-31T12:00:00Z is expected";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list is expected";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord()
                ? "an object is expected"
                : "not a value that can stand here";
    }
}
