package com.technosupport.vms.live.fmp4.internal;

import com.technosupport.vms.api.live.FragmentSink;
import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.live.LiveFragments;
import com.technosupport.vms.api.live.LiveHls;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.live.fmp4.internal.hls.HlsStreams;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import com.technosupport.vms.live.fmp4.internal.stream.FragmentListener;
import com.technosupport.vms.live.fmp4.internal.stream.FragmentStreams;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Live viewing as fragmented MP4, for Media Source Extensions, and as Low-Latency HLS, out of one muxer a stream. */
@Component(
        service = {LiveFragments.class, LiveHls.class},
        immediate = true,
        configurationPid = "com.technosupport.vms.live.fmp4")
@Designate(ocd = Fmp4Configuration.class)
public final class Fmp4Live implements LiveFragments, LiveHls {

    private static final Logger LOG = LoggerFactory.getLogger(Fmp4Live.class);

    private final FragmentStreams fragments;
    private final HlsStreams playlists;
    private final ScheduledExecutorService ticks;
    private final Future<?> ticking;
    private MeterRegistry registry;
    private List<Meter> meters = List.of();

    @Activate
    public Fmp4Live(Fmp4Configuration configuration, @Reference StreamHub hub) {
        this(
                configuration.maxViewers(),
                configuration.maxHlsStreams(),
                configuration.maxHlsMebibytes(),
                hub,
                Clock.systemUTC());
    }

    public Fmp4Live(int maxViewers, int maxHlsStreams, int maxHlsMebibytes, StreamHub hub, Clock clock) {
        fragments = new FragmentStreams(hub, maxViewers);
        playlists = new HlsStreams(fragments, hub::requestKeyFrame, maxHlsStreams, (long) maxHlsMebibytes << 20, clock);
        ticks = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "vms-live-fmp4"));
        ticking = ticks.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            playlists.tick();
            fragments.tick();
        } catch (RuntimeException e) {
            LOG.warn("The streams that are watched could not be looked at", e);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindMeters(MeterRegistry bound) {
        forgetMeters();
        registry = bound;
        meters = List.of(
                Gauge.builder("vms.live.fragments.streams", fragments, FragmentStreams::count)
                        .description("Streams put into MP4 fragments now")
                        .register(bound),
                Gauge.builder("vms.live.fragments.viewers", fragments, FragmentStreams::viewers)
                        .description("Viewers of MP4 fragments now, HLS counted once a stream")
                        .register(bound),
                FunctionCounter.builder("vms.live.fragments.skipped", fragments, FragmentStreams::skipped)
                        .description("Fragments that slow viewers did not get")
                        .register(bound),
                Gauge.builder("vms.live.hls.streams", playlists, HlsStreams::count)
                        .description("Streams cut up for HLS now")
                        .register(bound),
                Gauge.builder("vms.live.hls.waiting", playlists, HlsStreams::waiting)
                        .description("HLS requests that wait for what is yet to come")
                        .register(bound),
                Gauge.builder("vms.live.hls.bytes", playlists, HlsStreams::size)
                        .description("Bytes kept for HLS players")
                        .baseUnit("bytes")
                        .register(bound));
    }

    synchronized void unbindMeters(MeterRegistry bound) {
        if (registry == bound) {
            forgetMeters();
        }
    }

    private void forgetMeters() {
        if (registry != null) {
            meters.forEach(registry::remove);
        }
        registry = null;
        meters = List.of();
    }

    @Override
    public FragmentSubscription subscribe(StreamId stream, boolean audio, FragmentSink sink) {
        return fragments.subscribe(stream, audio, new FragmentListener() {
            @Override
            public void started(MovieFormat format, ByteBuffer initialisation) {
                sink.started(format.mimeType(), initialisation.duplicate(), format.reason());
            }

            @Override
            public void fragment(Fragment fragment) {
                sink.fragment(fragment.data().duplicate(), fragment.key());
            }

            @Override
            public void interrupted(String reason, boolean last) {
                sink.interrupted(reason, last);
            }
        });
    }

    @Override
    public CompletionStage<HlsAnswer> request(HlsRequest request) {
        return playlists.request(request);
    }

    /** Ends every viewer with a reason. */
    @Deactivate
    public void close() {
        ticking.cancel(false);
        ticks.shutdownNow();
        try {
            if (!ticks.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("vms-live-fmp4 is still at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        playlists.close();
        fragments.close();
        synchronized (this) {
            forgetMeters();
        }
    }
}
