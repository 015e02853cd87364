package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.http.Problem.FieldError;
import java.util.List;
import java.util.stream.Collectors;

/** A request with fields that are missing or wrong, each named. */
public final class InvalidFieldsException extends VmsException {

    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    public InvalidFieldsException(List<FieldError> errors) {
        super(
                ErrorCode.INVALID_REQUEST,
                errors.stream()
                        .map(error ->
                                error.field().isEmpty() ? error.message() : error.field() + ": " + error.message())
                        .collect(Collectors.joining("; ")));
        this.errors = List.copyOf(errors);
    }

    public InvalidFieldsException(String field, String message) {
        this(List.of(new FieldError(field, message)));
    }

    public List<FieldError> errors() {
        return errors;
    }
}
