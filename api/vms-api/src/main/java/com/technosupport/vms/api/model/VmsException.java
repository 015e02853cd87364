package com.technosupport.vms.api.model;

import java.util.Objects;

/**
 * A failure with a stable code and a sentence that may be shown to a user. The message never holds a secret. Caught where
 * somebody can act on it, and logged there once.
 */
public class VmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public VmsException(ErrorCode code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
    }

    public VmsException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    public ErrorCode code() {
        return code;
    }
}
