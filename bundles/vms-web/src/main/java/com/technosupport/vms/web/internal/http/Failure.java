package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.http.Problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpException;

/**
 * What an error comes to in HTTP, before the request's own path and correlation id are added.
 *
 * @param retryAfterSeconds for the header, when trying again makes sense
 * @param lockedUntil when a device lets its account in again, where it said so
 */
public record Failure(
        int status,
        String code,
        String detail,
        OptionalInt retryAfterSeconds,
        Optional<Instant> lockedUntil,
        List<FieldError> errors) {

    private static final int RETRY_AFTER_THROTTLE = 30;
    private static final int RETRY_AFTER_BUSY = 5;

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(411, "Length Required"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(416, "Range Not Satisfiable"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(426, "Upgrade Required"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"));

    private static final Map<Integer, String> CODES = Map.of(
            401, "UNAUTHENTICATED",
            403, "FORBIDDEN",
            404, "NOT_FOUND",
            405, "METHOD_NOT_ALLOWED",
            406, "NOT_ACCEPTABLE",
            413, "TOO_LARGE",
            415, "UNSUPPORTED_MEDIA_TYPE",
            429, "THROTTLED",
            503, "BUSY");

    private static final Map<Integer, String> DETAILS = Map.of(
            400, "The request cannot be read",
            401, "Log in first",
            403, "You may not do this",
            404, "There is nothing here",
            405, "This cannot be done here",
            406, "The answer cannot be given in a format that you accept",
            413, "The request is too large",
            415, "The request is not in a format that can be read here",
            503, "The server is busy; try again later");

    /** Every code that an answer may have, in alphabetical order. */
    public static SortedSet<String> codes() {
        SortedSet<String> codes = new TreeSet<>(CODES.values());
        for (ErrorCode code : ErrorCode.values()) {
            codes.add(code.name());
        }
        return codes;
    }

    /** Without fields, and without a time to wait. */
    public Failure(int status, String code, String detail) {
        this(status, code, detail, OptionalInt.empty(), Optional.empty(), List.of());
    }

    public Failure {
        errors = List.copyOf(errors);
    }

    /** A failure of HTTP itself; its own words are not shown, since they may name internals. */
    public static Failure ofStatus(int status) {
        return ofStatus(status, DETAILS.getOrDefault(status, status >= 500 ? "Internal error" : title(status)));
    }

    public static Failure ofStatus(int status, String detail) {
        String code = CODES.getOrDefault(status, status >= 500 ? "INTERNAL" : "INVALID_REQUEST");
        return new Failure(
                status,
                code,
                detail,
                status == 503 ? OptionalInt.of(RETRY_AFTER_BUSY) : OptionalInt.empty(),
                Optional.empty(),
                List.of());
    }

    /** What the container itself says of a request while it is read: its own limits, a chunk that is none. */
    public static Optional<Failure> ofContainer(Throwable thrown) {
        return thrown instanceof HttpException http ? Optional.of(ofStatus(http.getCode())) : Optional.empty();
    }

    /**
     * A failure that a service or a resource reports.
     *
     * @param now from which the time to wait is counted
     */
    public static Failure of(VmsException exception, Instant now) {
        List<FieldError> errors = exception instanceof InvalidFieldsException fields ? fields.errors() : List.of();
        ErrorCode code = exception.code();
        if (code == ErrorCode.INTERNAL) {
            return new Failure(500, "INTERNAL", "Internal error");
        }
        OptionalInt retryAfter = exception.retryAt().isPresent()
                ? OptionalInt.of(
                        seconds(Duration.between(now, exception.retryAt().get())))
                : retryAfter(code);
        return new Failure(
                status(code),
                code.name(),
                exception.getMessage(),
                retryAfter,
                exception.retryAt().filter(until -> code == ErrorCode.DEVICE_LOCKED),
                errors);
    }

    /** Rounded up, so that who waits as long as told does not come too early. A day at most: a device may say anything. */
    private static int seconds(Duration wait) {
        long most = Duration.ofDays(1).toSeconds();
        return (int) Math.max(1, Math.min(most, wait.plusNanos(999_999_999).toSeconds()));
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, PASSWORD_CHANGE_REQUIRED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_ONBOARDED, ALREADY_EXISTS, IN_USE, CHANGED_MEANWHILE, STREAM_UNAVAILABLE, CODEC_UNSUPPORTED ->
                409;
            case THROTTLED -> 429;
            case DRIVER_MISSING, STORE_UNAVAILABLE, BUSY -> 503;
            case INTERNAL -> 500;
            default -> 400;
        };
    }

    private static OptionalInt retryAfter(ErrorCode code) {
        return switch (code) {
            case THROTTLED -> OptionalInt.of(RETRY_AFTER_THROTTLE);
            case STORE_UNAVAILABLE, BUSY, STREAM_UNAVAILABLE -> OptionalInt.of(RETRY_AFTER_BUSY);
            default -> OptionalInt.empty();
        };
    }

    /** The same with another status, for a call that has its own. */
    public Failure withStatus(int other) {
        return new Failure(other, code, detail, retryAfterSeconds, lockedUntil, errors);
    }

    public Problem problem(String path, String correlationId) {
        return new Problem(
                "about:blank",
                title(status),
                status,
                code,
                detail,
                path,
                correlationId,
                lockedUntil.orElse(null),
                errors);
    }

    private static String title(int status) {
        return TITLES.getOrDefault(status, status >= 500 ? "Server Error" : "Error");
    }
}
