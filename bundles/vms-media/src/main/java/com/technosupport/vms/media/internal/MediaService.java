package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.media.Backchannels;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.MetadataStreams;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.ReplayPlayer;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.hub.SinkPool;
import com.technosupport.vms.media.internal.hub.StreamFanout;
import com.technosupport.vms.media.internal.rtsp.RtspLoop;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/**
 * The media plane: a {@link Pipeline} and a {@link StreamFanout} for each stream, and the threads they share. A stream's readers
 * outlive its pipeline: they are there again when it is started once more.
 */
@Component(
        service = {
            MediaPlane.class,
            StreamHub.class,
            Backchannels.class,
            ReplayPlayer.class,
            MetadataStreams.class,
            HealthCheck.class
        },
        configurationPid = MediaConfiguration.PID)
@Designate(ocd = MediaConfiguration.class)
public final class MediaService
        implements MediaPlane, StreamHub, Backchannels, ReplayPlayer, MetadataStreams, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(MediaService.class);
    private static final int RECENT_PACKETS = 3000;
    private static final int MAX_LOOKUPS = 4096;

    private final Clock clock;
    private final Duration linger;
    private final int recentBytes;
    private final List<RtspLoop> loops = new ArrayList<>();
    private final SinkPool pool;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor lookups;
    private final Announcer announcer;
    private final DeviceSources sources;
    private final Replays replays;

    private final StreamTotals totals = new StreamTotals(this::statistics);
    private final Map<MeterRegistry, MediaMeters> meters = new HashMap<>();

    private final Object lifecycle = new Object();
    private final Map<StreamId, Pipeline> pipelines = new HashMap<>();
    private final Map<StreamId, StreamFanout> fanouts = new HashMap<>();

    @Activate
    public MediaService(MediaConfiguration configuration) throws IOException {
        this(configuration, Clock.systemUTC());
    }

    MediaService(MediaConfiguration configuration, Clock clock) throws IOException {
        this.clock = clock;
        this.linger = Duration.ofSeconds(configuration.lingerSeconds());
        this.recentBytes = configuration.recentBytes();
        int processors = Runtime.getRuntime().availableProcessors();
        int readers = configuration.readerThreads() > 0
                ? configuration.readerThreads()
                : Math.max(1, Math.min(4, processors / 4));
        for (int i = 0; i < readers; i++) {
            loops.add(new RtspLoop("vms-media-rtsp-" + (i + 1), clock));
        }
        pool = new SinkPool(
                configuration.sinkThreads() > 0 ? configuration.sinkThreads() : Math.max(2, Math.min(8, processors)));
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "vms-media-timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        var unused = timer.scheduleWithFixedDelay(pool::watch, 100, 100, TimeUnit.MILLISECONDS);
        lookups = new ThreadPoolExecutor(
                2,
                2,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_LOOKUPS),
                task -> daemon(task, "vms-media-lookup"));
        lookups.allowCoreThreadTimeOut(true);
        announcer = new Announcer(this::present);
        RtspTimes times = new RtspTimes(
                Duration.ofSeconds(configuration.connectTimeoutSeconds()),
                Duration.ofSeconds(configuration.answerTimeoutSeconds()),
                RtspTimes.USUAL.firstVideo(),
                Duration.ofSeconds(configuration.noVideoSeconds()));
        sources = new DeviceSources(loops, times, lookups, clock, configuration.ffmpegFallback());
        replays = new Replays(sources::join, times, Math.max(1, configuration.replayBytesPerSecond()), clock);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    public void close() {
        List<Pipeline> ending;
        synchronized (this) {
            ending = new ArrayList<>(pipelines.values());
            pipelines.clear();
        }
        ending.forEach(Pipeline::stop);
        replays.close();
        timer.shutdownNow();
        lookups.shutdownNow();
        loops.forEach(RtspLoop::close);
        sources.close();
        pool.close();
        announcer.close();
        join(timer);
        join(lookups);
    }

    private static void join(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("A task of the media plane does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addListener(PipelineListener listener) {
        announcer.add(listener);
    }

    void removeListener(PipelineListener listener) {
        announcer.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMeters(MeterRegistry registry) {
        synchronized (meters) {
            meters.put(registry, new MediaMeters(registry, totals));
        }
    }

    void unsetMeters(MeterRegistry registry) {
        synchronized (meters) {
            MediaMeters gone = meters.remove(registry);
            if (gone != null) {
                gone.close();
            }
        }
    }

    /** All that holds now, for a listener that is new. */
    private void present(Consumer<Consumer<PipelineListener>> to) {
        List<Pipeline> all;
        synchronized (this) {
            all = new ArrayList<>(pipelines.values());
        }
        for (Pipeline pipeline : all) {
            PipelineRequest request = pipeline.request();
            to.accept(listener -> listener.pipelineChanged(request.camera(), request.stream(), pipeline.status()));
            pipeline.fanout()
                    .format()
                    .ifPresent(format ->
                            to.accept(listener -> listener.formatChanged(request.camera(), request.stream(), format)));
        }
    }

    @Override
    public void startPipeline(PipelineRequest request) {
        Objects.requireNonNull(request, "request");
        // One after the other, so that the end of an old pipeline cannot silence the new one's readers.
        synchronized (lifecycle) {
            Pipeline running;
            Pipeline fresh = null;
            synchronized (this) {
                running = pipelines.get(request.stream());
                if (running == null) {
                    StreamFanout fanout =
                            fanouts.computeIfAbsent(request.stream(), stream -> fanout(stream, request.name()));
                    fresh = new Pipeline(request, fanout, sources, announcer, timer, clock, linger);
                    pipelines.put(request.stream(), fresh);
                }
            }
            if (fresh != null) {
                fresh.start();
            } else {
                running.change(request);
            }
        }
    }

    private StreamFanout fanout(StreamId stream, String name) {
        return new StreamFanout(pool, name, recentBytes, RECENT_PACKETS, () -> audienceChanged(stream));
    }

    @Override
    public void stopPipeline(StreamId stream) {
        synchronized (lifecycle) {
            Pipeline pipeline;
            synchronized (this) {
                pipeline = pipelines.remove(stream);
            }
            if (pipeline != null) {
                pipeline.stop();
                pipeline.fanout().end("The stream was ended");
                totals.ended(pipeline.statistics());
                forget(stream);
            }
        }
    }

    @Override
    public Optional<Span> play(String name, Replay replay, Credential credential, Span wanted, FootageSink sink)
            throws InterruptedException {
        return replays.play(name, replay, credential, wanted, sink);
    }

    @Override
    public void read(String name, RtspSource source, Credential credential, DocumentSink sink)
            throws InterruptedException {
        throw sources.readMetadata(name, source.uri(), credential, sink);
    }

    private void audienceChanged(StreamId stream) {
        Pipeline pipeline;
        synchronized (this) {
            pipeline = pipelines.get(stream);
        }
        if (pipeline != null) {
            pipeline.audienceChanged();
        } else {
            forget(stream);
        }
    }

    /** Lets go of a stream that has neither pipeline nor readers. */
    private synchronized void forget(StreamId stream) {
        StreamFanout fanout = fanouts.get(stream);
        if (fanout != null && !pipelines.containsKey(stream) && !fanout.hasReaders()) {
            fanouts.remove(stream);
        }
    }

    private Pipeline pipeline(StreamId stream) {
        Pipeline pipeline = pipelines.get(stream);
        if (pipeline == null) {
            throw new VmsException(ErrorCode.NOT_FOUND, "No such stream");
        }
        return pipeline;
    }

    @Override
    public Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink sink) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sink, "sink");
        // Locked, so that the stream is not forgotten while it gets its first reader.
        synchronized (this) {
            return pipeline(stream).fanout().subscribe(name, queueBytes, sink);
        }
    }

    @Override
    public Optional<StreamFormat> format(StreamId stream) {
        Pipeline pipeline;
        synchronized (this) {
            pipeline = pipelines.get(stream);
        }
        return pipeline == null ? Optional.empty() : pipeline.fanout().format();
    }

    @Override
    public void requestKeyFrame(StreamId stream) {
        Pipeline pipeline;
        synchronized (this) {
            pipeline = pipelines.get(stream);
        }
        if (pipeline != null) {
            pipeline.wantKeyFrame();
        }
    }

    @Override
    public List<StreamStatistics> statistics() {
        List<Pipeline> all;
        synchronized (this) {
            all = new ArrayList<>(pipelines.values());
        }
        return all.stream().map(Pipeline::statistics).toList();
    }

    @Override
    public TalkLine open(String name, RtspLoudspeaker loudspeaker, Credential credential, Consumer<String> ended)
            throws InterruptedException {
        return sources.call(name, loudspeaker.uri(), credential, ended);
    }

    @Override
    public String name() {
        return "media";
    }

    @Override
    public Optional<String> problem() {
        return loops.stream().allMatch(RtspLoop::isAlive)
                ? Optional.empty()
                : Optional.of("A thread that reads cameras has ended");
    }
}
