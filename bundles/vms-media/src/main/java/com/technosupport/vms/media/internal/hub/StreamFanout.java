package com.technosupport.vms.media.internal.hub;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One stream's readers, its cached pictures and its figures. Safe for use by several threads; no sink is called from within, only
 * queued for.
 */
public final class StreamFanout {

    /** Hears that readers came or went; called outside of any lock. */
    public interface Audience {
        void audienceChanged();
    }

    /** Figures since the pipeline was started. */
    public record Figures(
            List<String> tracks,
            long packets,
            long bytes,
            long bitsPerSecond,
            double framesPerSecond,
            double keyFrameSeconds,
            long dropped,
            List<String> readers) {}

    private final SinkPool pool;
    private final String name;
    private final Audience audience;
    private final GopCache cache;
    private final List<Reader> readers = new ArrayList<>();
    private final RateMeter rate = new RateMeter();
    private final KeyFrameMeter keyFrames = new KeyFrameMeter();
    private StreamFormat format;
    private Object feeder;
    private boolean told;
    private int videoTrack = -1;
    private int videoRate;
    private long packets;
    private long bytes;
    private long droppedByGone;

    public StreamFanout(SinkPool pool, String name, int cacheBytes, int cachePackets, Audience audience) {
        this.pool = pool;
        this.name = name;
        this.audience = audience;
        this.cache = new GopCache(cacheBytes, cachePackets);
    }

    public Subscription subscribe(String reader, int queueBytes, PacketSink sink) {
        Reader added = new Reader(this, pool, name, reader, Math.max(1, queueBytes), sink);
        synchronized (this) {
            readers.add(added);
            if (format != null) {
                added.start(format, cache.recent());
            }
        }
        audience.audienceChanged();
        return added;
    }

    void remove(Reader reader) {
        synchronized (this) {
            if (!readers.remove(reader)) {
                return;
            }
            droppedByGone += reader.dropped();
        }
        audience.audienceChanged();
    }

    /**
     * Packets of this format follow.
     *
     * @param newFeeder whose packets count from now on; a source that was replaced may still have one under way
     */
    public synchronized void start(Object newFeeder, StreamFormat newFormat) {
        feeder = newFeeder;
        told = false;
        if (newFormat
                .video()
                .map(Track::clockRate)
                .filter(same -> same == videoRate)
                .isEmpty()) {
            keyFrames.clear();
        }
        keyFrames.interrupt();
        format = newFormat;
        videoRate = newFormat.video().map(Track::clockRate).orElse(0);
        videoTrack = newFormat.video().map(Track::index).orElse(-1);
        cache.clear();
        for (Reader reader : readers) {
            reader.start(newFormat, List.of());
        }
    }

    public synchronized void packet(Object from, Packet packet) {
        if (format == null || from != feeder) {
            return;
        }
        boolean video = packet.track() == videoTrack;
        boolean start = videoTrack < 0 || (video && packet.key());
        packets++;
        bytes += packet.size();
        rate.add(System.nanoTime(), packet.size(), video);
        if (videoTrack >= 0) {
            if (start) {
                keyFrames.keyFrame(packet.pts());
            }
            cache.add(packet, start);
        }
        for (Reader reader : readers) {
            reader.packet(packet, start);
        }
    }

    /** The source is gone for now. */
    public synchronized void interrupt(String reason) {
        if (format != null) {
            rate.clear();
            end(reason);
        }
    }

    /** The pipeline is stopped: readers hear it, unless they know already that nothing comes. */
    public synchronized void end(String reason) {
        format = null;
        feeder = null;
        cache.clear();
        if (!told) {
            told = true;
            for (Reader reader : readers) {
                reader.interrupt(reason);
            }
        }
    }

    synchronized List<Packet> recent() {
        return cache.recent();
    }

    synchronized List<Packet> history() {
        return cache.history();
    }

    public synchronized Optional<StreamFormat> format() {
        return Optional.ofNullable(format);
    }

    public synchronized boolean hasReaders() {
        return !readers.isEmpty();
    }

    public synchronized boolean hasLiveReaders() {
        for (Reader reader : readers) {
            if (reader.isLive()) {
                return true;
            }
        }
        return false;
    }

    public synchronized Figures figures() {
        long now = System.nanoTime();
        long dropped = droppedByGone;
        List<String> names = new ArrayList<>();
        for (Reader reader : readers) {
            dropped += reader.dropped();
            names.add(reader.name());
        }
        List<String> tracks = format == null
                ? List.of()
                : format.tracks().stream().map(Track::toString).toList();
        return new Figures(
                tracks,
                packets,
                bytes,
                Math.round(rate.bytesPerSecond(now) * 8),
                rate.framesPerSecond(now),
                videoRate == 0 ? 0 : (double) keyFrames.longest() / videoRate,
                dropped,
                names);
    }
}
