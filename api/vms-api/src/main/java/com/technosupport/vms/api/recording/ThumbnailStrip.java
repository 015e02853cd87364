package com.technosupport.vms.api.recording;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Small pictures of a range as one, for scrubbing: row after row, all of the same size, {@code columns} to a row.
 *
 * @param jpeg not to be written to
 * @param columns pictures in a row
 * @param width of one picture in pixels
 * @param height of one picture in pixels
 * @param times which instant each picture shows, in their order; empty where there was no footage, which is black
 */
public record ThumbnailStrip(byte[] jpeg, int columns, int width, int height, List<Optional<Instant>> times) {

    /** The most pictures of a strip. */
    public static final int MOST = 100;

    public ThumbnailStrip {
        Objects.requireNonNull(jpeg, "jpeg");
        times = List.copyOf(times);
    }
}
