package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.recording.RecordingStorage.VolumeState;
import com.technosupport.vms.recording.internal.keep.VolumeSetting;
import com.technosupport.vms.recording.internal.keep.Volumes;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Recording's figures, where there is a registry for them. */
@Component(
        service = {},
        immediate = true)
public final class RecordingMeters {

    private final MeterRegistry registry;
    private final List<Meter> meters;

    @Activate
    public RecordingMeters(@Reference Recording recording, @Reference MeterRegistry registry) {
        this.registry = registry;
        meters = new ArrayList<>(List.of(
                counter("vms.recording.packets", recording.totals().packets, "Packets written"),
                counter("vms.recording.bytes", recording.totals().bytes, "Bytes of packets written"),
                counter("vms.recording.segments", recording.totals().segments, "Segments begun"),
                counter(
                        "vms.recording.dropped",
                        recording.totals().dropped,
                        "Packets lost because memory or the disk did not take them"),
                counter(
                        "vms.recording.skipped",
                        recording.totals().skipped,
                        "Packets left out because no decoder could use them"),
                FunctionCounter.builder("vms.recording.gaps", recording.ledger(), ledger -> (double) ledger.count())
                        .description("Gaps that began")
                        .register(registry),
                Gauge.builder("vms.recording.gaps.open", recording.ledger(), ledger -> ledger.openCount())
                        .description("Streams without footage now")
                        .register(registry),
                Gauge.builder("vms.recording.streams", recording.recorders(), Recorders::count)
                        .description("Streams that are kept now, or around events")
                        .register(registry),
                Gauge.builder("vms.recording.queue", recording.recorders(), r -> (double) r.waitingBytes())
                        .description("Bytes that wait to be written")
                        .baseUnit("bytes")
                        .register(registry),
                Gauge.builder("vms.recording.buffer", recording.budget(), budget -> (double) budget.used())
                        .description("Bytes in memory, those kept for events included")
                        .baseUnit("bytes")
                        .register(registry),
                Gauge.builder("vms.recording.index.waiting", recording.index(), index -> index.waiting())
                        .description("What waits for the database")
                        .register(registry),
                counter(
                        "vms.recording.deleted",
                        recording.keeper().deletion().segments(),
                        "Segments deleted because they need not be kept"),
                counter(
                        "vms.recording.deleted.bytes",
                        recording.keeper().deletion().bytes(),
                        "Bytes of segments deleted"),
                counter(
                        "vms.recording.archived",
                        recording.keeper().archive().segments(),
                        "Segments moved to an archive volume"),
                counter(
                        "vms.recording.archived.bytes",
                        recording.keeper().archive().bytes(),
                        "Bytes of segments moved")));
        for (VolumeSetting volume : recording.volumes().settings()) {
            volume(recording.volumes(), volume.root());
        }
    }

    private void volume(Volumes volumes, Path root) {
        meters.add(gauge(
                "vms.volume.free",
                root,
                "Bytes free on a volume",
                () -> volumes.at(root).map(Volume::free).orElse(0L)));
        meters.add(gauge(
                "vms.volume.keep.free",
                root,
                "Bytes that footage leaves free",
                () -> volumes.at(root).map(Volume::keepFree).orElse(0L)));
        meters.add(gauge(
                "vms.volume.ready",
                root,
                "1 while a volume takes footage, else 0",
                () -> volumes.at(root)
                                .filter(volume -> volumes.state(volume) == VolumeState.READY)
                                .isPresent()
                        ? 1
                        : 0));
    }

    private Gauge gauge(String name, Path root, String description, Supplier<Number> value) {
        return Gauge.builder(name, value)
                .tag("volume", root.toString())
                .description(description)
                .register(registry);
    }

    private FunctionCounter counter(String name, LongAdder adder, String description) {
        return FunctionCounter.builder(name, adder, LongAdder::doubleValue)
                .description(description)
                .register(registry);
    }

    @Deactivate
    public void close() {
        meters.forEach(registry::remove);
    }
}
