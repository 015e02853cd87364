package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.MaskStore;
import com.technosupport.vms.frames.internal.Masks;
import com.technosupport.vms.frames.internal.transcode.TranscodeSlots.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
 * Keeps a pipeline for each stream that is coded anew. They are made when asked for, run while they have readers, and are let go of
 * when they had none for a while, or when the stream that they are made of is gone.
 */
@Component(service = Transcoder.class, immediate = true, configurationPid = TranscodeConfiguration.PID)
@Designate(ocd = TranscodeConfiguration.class)
public final class TranscodeService implements Transcoder {

    private static final Logger LOG = LoggerFactory.getLogger(TranscodeService.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration UNUSED = Duration.ofMinutes(1);

    /** How long a stream that nobody watches any more may take to make room. */
    private static final long LEAVING_MILLIS = 2000;

    /** A stream that is coded anew. */
    private record Derived(StreamId origin, CameraId camera, TranscodedSource source, long askedNanos) {}

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MaskStore masks;

    private final StreamHub hub;
    private final MediaPlane media;
    private final PipelineNews news;
    private final long unusedNanos;
    private final Figures figures = new Figures();
    private final TranscodeSlots slots;
    private final TranscodedSource.Shared shared;
    private final ScheduledThreadPoolExecutor timer;
    private final Consumer<StreamId> follower = this::keyFrameWanted;
    private final Map<StreamId, Derived> derived = new ConcurrentHashMap<>();
    /** Those whose origin was missing at the latest look; used by the timer. */
    private final Set<StreamId> orphans = new HashSet<>();

    private final Map<MeterRegistry, TranscodeMeters> meters = new HashMap<>();
    /** Held while pipelines are started and stopped, so that one that was just asked for is not let go of. */
    private final Object lifecycle = new Object();

    @Activate
    public TranscodeService(
            @Reference StreamHub hub,
            @Reference MediaPlane media,
            @Reference PipelineNews news,
            TranscodeConfiguration configuration) {
        this(hub, media, news, configuration, SWEEP, UNUSED);
    }

    TranscodeService(
            StreamHub hub,
            MediaPlane media,
            PipelineNews news,
            TranscodeConfiguration configuration,
            Duration sweep,
            Duration unused) {
        this.hub = hub;
        this.media = media;
        this.news = news;
        this.unusedNanos = unused.toNanos();
        int usual = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        int videos = configuration.videoStreams() < 0 ? usual : configuration.videoStreams();
        this.slots = new TranscodeSlots(videos, Math.max(0, configuration.soundStreams()), System::nanoTime);
        this.shared = new TranscodedSource.Shared(hub, slots, figures, Math.max(1 << 14, configuration.pixels()));
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "vms-frames-transcode");
            thread.setDaemon(true);
            return thread;
        });
        news.followKeyFrames(follower);
        var unusedFuture =
                timer.scheduleWithFixedDelay(this::sweep, sweep.toMillis(), sweep.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void close() {
        news.unfollow(follower);
        timer.shutdownNow();
        synchronized (lifecycle) {
            for (StreamId stream : derived.keySet()) {
                media.stopPipeline(stream);
            }
        }
        try {
            for (StreamId stream : derived.keySet()) {
                if (!slots.awaitEnd(stream, LEAVING_MILLIS)) {
                    LOG.warn("A stream that is coded anew does not end");
                }
            }
            if (!timer.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("The transcoder's timer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        derived.clear();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMeters(MeterRegistry registry) {
        synchronized (meters) {
            meters.put(registry, new TranscodeMeters(registry, slots, figures));
        }
    }

    void unsetMeters(MeterRegistry registry) {
        synchronized (meters) {
            TranscodeMeters gone = meters.remove(registry);
            if (gone != null) {
                gone.close();
            }
        }
    }

    @Override
    public StreamId transcode(StreamId stream, TranscodeTarget target) {
        StreamStatistics origin = statistics(stream)
                .filter(found -> !derived.containsKey(stream))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "No such stream"));
        requireEncoders(target);
        StreamId id = id(stream, target);
        Kind kind = kind(stream, target);
        synchronized (lifecycle) {
            if (!slots.reserve(id, kind) && !(makeRoom(kind) && slots.reserve(id, kind))) {
                figures.refused.increment();
                throw Refusal.of(slots, kind);
            }
            Derived known = derived.get(id);
            TranscodedSource source = known == null
                    ? new TranscodedSource(id, stream, target, () -> mask(origin.camera(), target), shared)
                    : known.source();
            derived.put(id, new Derived(stream, origin.camera(), source, System.nanoTime()));
            media.startPipeline(new PipelineRequest(
                    id,
                    origin.camera(),
                    "stream " + stream + " as " + name(target),
                    source,
                    Credential.NONE,
                    PipelineRequest.Demand.WHEN_SUBSCRIBED));
        }
        return id;
    }

    private PrivacyMask mask(CameraId camera, TranscodeTarget target) {
        return target.masked() ? Masks.of(camera, masks) : PrivacyMask.NONE;
    }

    @Override
    public Optional<StreamId> origin(StreamId transcoded) {
        return Optional.ofNullable(derived.get(transcoded)).map(Derived::origin);
    }

    private static void requireEncoders(TranscodeTarget target) {
        boolean video = target.video()
                .map(codec -> codec == Codec.H264 && VideoEncoder.isAvailable())
                .orElse(true);
        boolean audio = target.audio()
                .map(codec -> codec == Codec.OPUS && SoundCoder.isAvailable())
                .orElse(true);
        if (!video || !audio) {
            throw new VmsException(ErrorCode.CODEC_UNSUPPORTED, "This server has no encoder for " + name(target));
        }
    }

    private static String name(TranscodeTarget target) {
        return target.video().map(Enum::name).orElse("")
                + (target.video().isPresent() && target.audio().isPresent() ? " and " : "")
                + target.audio().map(Enum::name).orElse("")
                + (target.masked() ? " under a mask" : "");
    }

    private static StreamId id(StreamId origin, TranscodeTarget target) {
        String name = "transcode/" + origin + "/" + name(target);
        return new StreamId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** What the place is needed for; pictures, as long as the stream's format is not known. */
    private Kind kind(StreamId origin, TranscodeTarget target) {
        boolean video = target.video().isPresent()
                && hub.format(origin)
                        .map(format -> StreamCoder.codesVideo(format, target))
                        .orElse(true);
        return video ? Kind.VIDEO : Kind.SOUND;
    }

    private Optional<StreamStatistics> statistics(StreamId stream) {
        return hub.statistics().stream()
                .filter(figures -> figures.stream().equals(stream))
                .findFirst();
    }

    /** Ends a stream that only lingers. */
    private boolean makeRoom(Kind kind) {
        for (StreamStatistics candidate : hub.statistics()) {
            StreamId stream = candidate.stream();
            boolean lingers = derived.containsKey(stream)
                    && candidate.status().state() != PipelineStatus.State.IDLE
                    && candidate.subscribers().isEmpty()
                    && slots.kind(stream).filter(held -> held == kind).isPresent();
            if (lingers) {
                media.stopPipeline(stream);
                derived.remove(stream);
                try {
                    boolean ended = slots.awaitEnd(stream, LEAVING_MILLIS);
                    slots.release(stream);
                    return ended;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }

    private void keyFrameWanted(StreamId stream) {
        Derived wanted = derived.get(stream);
        if (wanted != null) {
            wanted.source().keyFrameWanted();
        }
    }

    /** Lets go of what nobody needs. */
    private void sweep() {
        try {
            if (!derived.isEmpty()) {
                synchronized (lifecycle) {
                    sweep(hub.statistics());
                }
            }
        } catch (RuntimeException e) {
            LOG.error("Looking after streams that are coded anew failed", e);
        }
    }

    private void sweep(List<StreamStatistics> all) {
        Set<StreamId> known = new HashSet<>();
        Set<StreamId> idle = new HashSet<>();
        for (StreamStatistics one : all) {
            known.add(one.stream());
            if (one.status().state() == PipelineStatus.State.IDLE
                    && one.subscribers().isEmpty()) {
                idle.add(one.stream());
            }
        }
        derived.forEach((stream, about) -> {
            boolean asked = System.nanoTime() - about.askedNanos() < unusedNanos;
            boolean unused = idle.contains(stream) && !asked;
            boolean missing = !known.contains(about.origin());
            // At the second look only: a camera's stream may be set up anew.
            boolean gone = missing && !orphans.add(stream);
            if (!missing) {
                orphans.remove(stream);
            }
            if (unused || gone) {
                orphans.remove(stream);
                media.stopPipeline(stream);
                derived.remove(stream);
            }
        });
    }
}
