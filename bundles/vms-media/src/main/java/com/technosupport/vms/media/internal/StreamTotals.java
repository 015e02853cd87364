package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Figures of all streams together, those that are gone included, so that none ever falls. Safe for use by several threads. */
final class StreamTotals {

    /** One look at all streams serves all figures that are asked for at once. */
    private static final long FRESH_NANOS = 500_000_000L;

    private final Supplier<List<StreamStatistics>> streams;
    private List<StreamStatistics> gone = List.of();
    private List<StreamStatistics> latest = List.of();
    private long lookedNanos = System.nanoTime() - FRESH_NANOS;

    StreamTotals(Supplier<List<StreamStatistics>> streams) {
        this.streams = streams;
    }

    /** A stream's pipeline is stopped: these are its last figures. */
    synchronized void ended(StreamStatistics figures) {
        // One record for all of them.
        gone = List.of(sum(figures, gone.isEmpty() ? figures : gone.get(0), gone.isEmpty() ? 0 : 1));
        lookedNanos = System.nanoTime() - FRESH_NANOS;
    }

    private static StreamStatistics sum(StreamStatistics one, StreamStatistics other, int times) {
        return new StreamStatistics(
                one.stream(),
                one.camera(),
                one.status(),
                "",
                List.of(),
                one.packets() + times * other.packets(),
                one.bytes() + times * other.bytes(),
                0,
                0,
                0,
                one.lost() + times * other.lost(),
                one.dropped() + times * other.dropped(),
                one.reconnects() + times * other.reconnects(),
                List.of());
    }

    private List<StreamStatistics> now() {
        // Outside of our lock, for whoever ends a stream holds that of the media plane and wants ours.
        synchronized (this) {
            if (System.nanoTime() - lookedNanos < FRESH_NANOS) {
                return latest;
            }
        }
        List<StreamStatistics> all = streams.get();
        synchronized (this) {
            latest = all;
            lookedNanos = System.nanoTime();
            return latest;
        }
    }

    double streams(PipelineStatus.State state) {
        return now().stream().filter(one -> one.status().state() == state).count();
    }

    double readers() {
        return now().stream().mapToInt(one -> one.subscribers().size()).sum();
    }

    double sum(Function<StreamStatistics, Long> figure) {
        double sum = 0;
        for (StreamStatistics one : now()) {
            sum += figure.apply(one);
        }
        synchronized (this) {
            for (StreamStatistics one : gone) {
                sum += figure.apply(one);
            }
        }
        return sum;
    }
}
