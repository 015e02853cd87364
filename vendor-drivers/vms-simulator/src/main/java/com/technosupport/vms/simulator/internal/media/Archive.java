package com.technosupport.vms.simulator.internal.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a device recorded of one channel: its footage, again and again, in spans of time with gaps between. Picture {@code k} of the
 * footage stands at {@code k} periods since 1970, modulo the footage's length. Thread-safe.
 */
public final class Archive {
    /** The name of its video track. */
    public static final String TRACK = "VIDEO001";

    /** A span that was recorded, its end excluded. */
    public record Span(Instant from, Instant to) {
        public Span {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("A recording ends after it starts: " + from + " to " + to);
            }
        }
    }

    private final Footage footage;
    private volatile List<Span> spans = List.of();

    public Archive(Footage footage) {
        this.footage = Objects.requireNonNull(footage, "footage");
    }

    public Footage footage() {
        return footage;
    }

    /** What there is, in order of time. */
    public List<Span> spans() {
        return spans;
    }

    public synchronized void add(Span span) {
        List<Span> next = new ArrayList<>(spans);
        next.add(span);
        next.sort(Comparator.comparing(Span::from));
        spans = List.copyOf(next);
    }

    public synchronized void clear() {
        spans = List.of();
    }

    /** The beginning of the first span. */
    public Optional<Instant> from() {
        return spans.isEmpty() ? Optional.empty() : Optional.of(spans.get(0).from());
    }

    /** The end of the last span. */
    public Optional<Instant> to() {
        return spans.stream().map(Span::to).max(Comparator.naturalOrder());
    }
}
