package com.technosupport.vms.api.model;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A failure with a stable code and a sentence that may be shown to a user. The message never holds a secret. Caught where
 * somebody can act on it, and logged there once.
 */
public class VmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** Null when it is not known. */
    private final Instant retryAt;

    public VmsException(ErrorCode code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
        this.retryAt = null;
    }

    /**
     * A failure that passes by itself, such as a lock.
     *
     * @param retryAt when to try again; before, it would fail for the same reason
     */
    public VmsException(ErrorCode code, String message, Instant retryAt) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
        this.retryAt = Objects.requireNonNull(retryAt, "retryAt");
    }

    public VmsException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.retryAt = cause instanceof VmsException known ? known.retryAt : null;
    }

    public ErrorCode code() {
        return code;
    }

    /** When to try again, where it is known; also of a failure that wraps one that knows it. */
    public Optional<Instant> retryAt() {
        return Optional.ofNullable(retryAt);
    }
}
