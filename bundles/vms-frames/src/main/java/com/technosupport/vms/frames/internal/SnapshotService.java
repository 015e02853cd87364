package com.technosupport.vms.frames.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.Snapshots;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.MaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stills from live streams. Runs on its callers' threads; how many may be inside, and how many decode, is bounded. A still is
 * handed out again for up to a second, and callers who want the same at the same time share one.
 */
@Component(service = Snapshots.class, configurationPid = FramesConfiguration.PID)
@Designate(ocd = FramesConfiguration.class)
public final class SnapshotService implements Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotService.class);
    private static final long FRESH_NANOS = 1_000_000_000L;
    private static final long DECODER_SECONDS = 5;
    private static final int QUEUE_BYTES = 8 << 20;
    private static final int MAX_CACHED = 64;
    private static final int CROWDED = 8;

    /** What is kept of a stream: a lock that callers for the same stream share, and the latest still. */
    private static final class Entry {
        final Semaphore turn = new Semaphore(1);
        byte[] jpeg;
        long madeAt;

        /** What is hidden on the stills that are kept. */
        PrivacyMask mask = PrivacyMask.NONE;

        /** Which picture was the latest for an instant, and what came of it: events come in bursts. */
        Packet nearest;

        byte[] nearestJpeg;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MaskStore masks;

    private final StreamHub hub;
    private final Semaphore callers;
    private final Semaphore decoders;
    private final long patienceNanos;
    private final long nearestNanos;
    private final Map<StreamId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamId, Entry> eldest) {
            return size() > MAX_CACHED;
        }
    };

    @Activate
    public SnapshotService(@Reference StreamHub hub, FramesConfiguration configuration) {
        this.hub = hub;
        this.callers = new Semaphore(Math.max(1, configuration.maxWaiting()));
        this.decoders = new Semaphore(Math.max(1, configuration.decoders()));
        this.patienceNanos = TimeUnit.SECONDS.toNanos(configuration.keyFrameSeconds());
        this.nearestNanos = TimeUnit.MILLISECONDS.toNanos(configuration.nearestMillis());
    }

    @Override
    public byte[] captureSnapshot(StreamId stream) throws InterruptedException {
        return inTurn(stream, entry -> {
            if (entry.jpeg == null || System.nanoTime() - entry.madeAt > FRESH_NANOS) {
                entry.jpeg = null;
                KeyFrameSink.Picture picture = picture(stream, Subscription::recent);
                entry.jpeg = decode(stream, picture.track(), picture.packets().subList(0, 1), entry.mask);
                entry.madeAt = System.nanoTime();
            }
            return entry.jpeg.clone();
        });
    }

    @Override
    public byte[] captureSnapshot(StreamId stream, Instant at) throws InterruptedException {
        return inTurn(stream, entry -> {
            KeyFrameSink.Picture picture = picture(stream, Subscription::history);
            List<Packet> packets = upTo(picture, at);
            Packet wanted = packets.get(packets.size() - 1);
            if (entry.nearest != wanted) {
                entry.nearest = null;
                entry.nearestJpeg = decode(stream, picture.track(), packets, entry.mask);
                entry.nearest = wanted;
            }
            return entry.nearestJpeg.clone();
        });
    }

    /** The picture that came in nearest to the instant, and what is needed to decode it before it. */
    private static List<Packet> upTo(KeyFrameSink.Picture picture, Instant at) {
        List<Packet> packets = picture.packets();
        Arrivals arrivals = new Arrivals(picture.track().clockRate());
        packets.forEach(arrivals::take);
        int best = 0;
        int key = 0;
        int keyOfBest = 0;
        Duration least = distance(arrivals.of(packets.get(0)), at);
        for (int i = 1; i < packets.size(); i++) {
            key = packets.get(i).key() ? i : key;
            Duration distance = distance(arrivals.of(packets.get(i)), at);
            if (distance.compareTo(least) < 0) {
                least = distance;
                best = i;
                keyOfBest = key;
            }
        }
        return packets.subList(keyOfBest, best + 1);
    }

    private static Duration distance(Instant one, Instant other) {
        return Duration.between(one, other).abs();
    }

    /** What is done while nobody else does it for the same stream. */
    private interface Turn {
        byte[] make(Entry entry) throws InterruptedException;
    }

    private byte[] inTurn(StreamId stream, Turn turn) throws InterruptedException {
        if (!callers.tryAcquire()) {
            throw new VmsException(ErrorCode.BUSY, "Too many stills are asked for at once");
        }
        try {
            Entry entry;
            synchronized (entries) {
                entry = entries.computeIfAbsent(stream, id -> new Entry());
            }
            if (!entry.turn.tryAcquire(patienceNanos + TimeUnit.SECONDS.toNanos(1), TimeUnit.NANOSECONDS)) {
                throw new VmsException(ErrorCode.BUSY, "Others still wait for a still of this stream");
            }
            try {
                PrivacyMask mask = Masks.of(stream, hub, masks);
                if (!mask.equals(entry.mask)) {
                    entry.jpeg = null;
                    entry.nearest = null;
                    entry.mask = mask;
                }
                return turn.make(entry);
            } finally {
                entry.turn.release();
            }
        } finally {
            callers.release();
        }
    }

    /** @param kept which of the packets that are kept are wanted */
    private KeyFrameSink.Picture picture(StreamId stream, Function<Subscription, List<Packet>> kept)
            throws InterruptedException {
        KeyFrameSink sink = new KeyFrameSink();
        Subscription subscription;
        try {
            subscription = hub.subscribe(stream, "snapshot", QUEUE_BYTES, sink);
        } catch (VmsException e) {
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The stream is not set up", e);
        }
        try (subscription) {
            if (subscription.recent().isEmpty()) {
                hub.requestKeyFrame(stream);
            }
            KeyFrameSink.Picture picture = sink.await(patienceNanos);
            List<Packet> more = KeyFrameSink.pictures(kept.apply(subscription), picture.track());
            // Empty where the source has just gone; what there was at first is good still.
            return more.isEmpty() ? picture : new KeyFrameSink.Picture(picture.track(), more);
        }
    }

    private byte[] decode(StreamId stream, Track track, List<Packet> packets, PrivacyMask mask)
            throws InterruptedException {
        // Who has to wait for a decoder has less time with it: else each of many would make all after it wait longer.
        boolean atOnce = decoders.tryAcquire();
        if (!atOnce && !decoders.tryAcquire(DECODER_SECONDS, TimeUnit.SECONDS)) {
            throw new VmsException(ErrorCode.BUSY, "All decoders are at work");
        }
        try {
            return Stills.jpeg(track, packets, atOnce ? nearestNanos : nearestNanos / CROWDED, mask);
        } catch (Stills.UndecodableException e) {
            LOG.debug("{}: no still can be made: {}", stream, e.getMessage());
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The picture cannot be decoded", e);
        } catch (LinkageError e) {
            LOG.error("FFmpeg cannot be used on this machine", e);
            throw new VmsException(ErrorCode.INTERNAL, "FFmpeg cannot be used on this machine", e);
        } finally {
            decoders.release();
        }
    }
}
