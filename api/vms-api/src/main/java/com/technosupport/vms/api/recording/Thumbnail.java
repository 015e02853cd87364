package com.technosupport.vms.api.recording;

import java.time.Instant;
import java.util.Objects;

/**
 * A small picture of the footage.
 *
 * @param jpeg not to be written to
 * @param at which instant it shows
 */
public record Thumbnail(byte[] jpeg, Instant at) {

    public Thumbnail {
        Objects.requireNonNull(jpeg, "jpeg");
        Objects.requireNonNull(at, "at");
    }
}
