package com.technosupport.vms.web.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.technosupport.vms.web.internal.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * An error as the client gets it: RFC 9457 {@code application/problem+json} with a stable code.
 *
 * @param title the phrase of the HTTP status
 * @param code a name of {@link com.technosupport.vms.api.model.ErrorCode}, or one of HTTP's own such as METHOD_NOT_ALLOWED
 * @param detail a sentence for people, without secrets
 * @param instance the path that was asked for, without its query
 * @param correlationId found again in the log
 * @param lockedUntil when a device lets its account in again, where it said so; else null
 * @param errors the fields that are wrong; null without any
 */
@Schema(name = "Problem", description = "RFC 9457 problem details with a stable code")
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        String instance,
        String correlationId,
        @Schema(nullable = true) Instant lockedUntil,
        @Schema(nullable = true) List<FieldError> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
        errors = errors == null || errors.isEmpty() ? null : List.copyOf(errors);
    }

    /**
     * A field of the request that is wrong.
     *
     * @param field its path, such as {@code schedule[0].from}
     */
    public record FieldError(String field, String message) {

        public FieldError {
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(message, "message");
        }
    }

    /** This problem as UTF-8 JSON. */
    public byte[] toJson() {
        try {
            return Json.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is plain text and numbers", e);
        }
    }
}
