package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The media plane's figures, {@code vms.media.*}, while there is a registry: of all streams together, so that their number does not
 * grow with the cameras'. What single streams do, their own figures tell.
 */
final class MediaMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    MediaMeters(MeterRegistry registry, StreamTotals totals) {
        this.registry = registry;
        for (PipelineStatus.State state : PipelineStatus.State.values()) {
            meters.add(Gauge.builder("vms.media.streams", totals, all -> all.streams(state))
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .description("Streams by what they are doing")
                    .register(registry));
        }
        meters.add(Gauge.builder("vms.media.readers", totals, StreamTotals::readers)
                .description("Readers of streams")
                .register(registry));
        count(totals, "vms.media.packets", "Packets that came", StreamStatistics::packets);
        count(totals, "vms.media.bytes", "Bytes that came", StreamStatistics::bytes);
        count(totals, "vms.media.lost", "RTP packets that never came", StreamStatistics::lost);
        count(totals, "vms.media.dropped", "Packets that slow readers lost", StreamStatistics::dropped);
        count(totals, "vms.media.reconnects", "Sources that were opened again", StreamStatistics::reconnects);
    }

    private void count(StreamTotals totals, String name, String description, Function<StreamStatistics, Long> figure) {
        meters.add(FunctionCounter.builder(name, totals, all -> all.sum(figure))
                .description(description)
                .register(registry));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
