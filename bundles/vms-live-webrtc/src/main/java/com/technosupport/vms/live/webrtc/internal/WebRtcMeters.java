package com.technosupport.vms.live.webrtc.internal;

import com.technosupport.vms.live.webrtc.internal.session.LiveSessions;
import com.technosupport.vms.live.webrtc.internal.session.LiveTotals;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures of live viewing, {@code vms.live.webrtc.*}, while there is a registry. */
final class WebRtcMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final LiveSessions sessions;
    private final List<Meter> meters = new ArrayList<>();

    WebRtcMeters(MeterRegistry registry, LiveSessions sessions) {
        this.registry = registry;
        this.sessions = sessions;
        viewers("udp", LiveTotals.Sums::udp);
        viewers("tcp", LiveTotals.Sums::tcp);
        meters.add(Gauge.builder(
                        "vms.live.webrtc.talkers", sessions, all -> all.totals().talking())
                .description("Viewers whose microphone is open")
                .register(registry));
        counter("packets", "RTP packets sent to viewers for the first time", LiveTotals.Sums::packets);
        counter("bytes", "Payload of those packets", LiveTotals.Sums::bytes);
        counter("resent", "RTP packets sent again because a viewer missed them", LiveTotals.Sums::resent);
        counter("lost", "RTP packets that never came, by the viewers' reports", LiveTotals.Sums::lost);
        counter("skipped", "RTP packets left out because the way to a viewer was too slow", LiveTotals.Sums::skipped);
        counter("changes", "Changes to a smaller stream and back", LiveTotals.Sums::changes);
    }

    private void viewers(String transport, ToDoubleFunction<LiveTotals.Sums> figure) {
        meters.add(Gauge.builder("vms.live.webrtc.viewers", sessions, all -> figure.applyAsDouble(all.totals()))
                .description("Viewers that are connected")
                .tag("transport", transport)
                .register(registry));
    }

    private void counter(String name, String description, ToDoubleFunction<LiveTotals.Sums> figure) {
        meters.add(
                FunctionCounter.builder("vms.live.webrtc." + name, sessions, all -> figure.applyAsDouble(all.totals()))
                        .description(description)
                        .register(registry));
    }

    boolean isOf(MeterRegistry other) {
        return registry == other;
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
