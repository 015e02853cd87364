package com.technosupport.vms.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Duration;
import java.time.Instant;

/** How the commands write. */
final class Output {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private Output() {}

    /** For scripts: the fields of the table, under stable names. */
    static String json(Object rows) {
        try {
            return JSON.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One object on one line, for a stream of them. */
    static String jsonLine(Object row) {
        try {
            return JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(row);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is not there while the part of the server that provides it is not. */
    static <T> T require(T service, String what) {
        if (service == null) {
            throw new IllegalStateException(what + " are not available at the moment");
        }
        return service;
    }

    /** How long ago, in the largest unit that says something. */
    static String since(Instant time, Instant now) {
        Duration past = Duration.between(time, now);
        if (past.toDays() > 0) {
            return past.toDays() + " d";
        }
        if (past.toHours() > 0) {
            return past.toHours() + " h";
        }
        return past.toMinutes() > 0 ? past.toMinutes() + " min" : Math.max(0, past.toSeconds()) + " s";
    }

    static String bitrate(long bitsPerSecond) {
        return bitsPerSecond >= 1_000_000
                ? String.format("%.1f Mbit/s", bitsPerSecond / 1e6)
                : bitsPerSecond / 1000 + " kbit/s";
    }
}
