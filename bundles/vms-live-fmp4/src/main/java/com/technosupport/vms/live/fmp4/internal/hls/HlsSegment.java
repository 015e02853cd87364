package com.technosupport.vms.live.fmp4.internal.hls;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A media segment, growing by parts until it is complete. Not safe for use by several threads. */
final class HlsSegment {

    private final long number;
    private final int map;
    private final boolean discontinuity;
    private final Instant begun;
    private final List<HlsPart> parts = new ArrayList<>();
    private double seconds;
    private long size;

    /**
     * @param map which initialisation segment it needs
     * @param discontinuity whether it does not go on where the one before ends
     * @param begun when the camera's first picture of it came in
     */
    HlsSegment(long number, int map, boolean discontinuity, Instant begun) {
        this.number = number;
        this.map = map;
        this.discontinuity = discontinuity;
        this.begun = begun;
    }

    void add(HlsPart part) {
        parts.add(part);
        seconds += part.seconds();
        size += part.size();
    }

    long number() {
        return number;
    }

    int map() {
        return map;
    }

    boolean discontinuity() {
        return discontinuity;
    }

    Instant begun() {
        return begun;
    }

    List<HlsPart> parts() {
        return parts;
    }

    double seconds() {
        return seconds;
    }

    long size() {
        return size;
    }

    List<ByteBuffer> data() {
        return parts.stream().flatMap(part -> part.data().stream()).toList();
    }
}
