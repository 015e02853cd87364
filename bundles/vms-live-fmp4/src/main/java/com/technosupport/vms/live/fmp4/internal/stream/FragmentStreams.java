package com.technosupport.vms.live.fmp4.internal.stream;

import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that somebody watches in fragments: from the first viewer until a little after the last, who may only have
 * reloaded the page. Safe for use by several threads.
 */
public final class FragmentStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FragmentStreams.class);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RECONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final StreamHub hub;
    private final int maxViewers;
    private final long lingerNanos;
    private final AtomicLong skipped = new AtomicLong();
    private final Map<FragmentStream.Key, FragmentStream> streams = new HashMap<>();
    private boolean closed;

    public FragmentStreams(StreamHub hub, int maxViewers) {
        this(hub, maxViewers, LINGER_NANOS);
    }

    FragmentStreams(StreamHub hub, int maxViewers, long lingerNanos) {
        this.lingerNanos = lingerNanos;
        this.hub = hub;
        this.maxViewers = maxViewers;
    }

    /** As {@link com.technosupport.vms.api.live.LiveFragments#subscribe}. */
    public FragmentSubscription subscribe(StreamId id, boolean audio, FragmentListener listener) {
        requirePlayable(id, audio);
        while (true) {
            FragmentStream stream = stream(new FragmentStream.Key(id, audio));
            FragmentViewer viewer = stream.add(listener);
            if (viewer == null) {
                continue;
            }
            VmsException obstacle = stream.obstacle();
            if (obstacle != null) {
                viewer.close();
                throw new VmsException(obstacle.code(), obstacle.getMessage());
            }
            return viewer;
        }
    }

    private synchronized FragmentStream stream(FragmentStream.Key key) {
        if (closed) {
            throw new VmsException(ErrorCode.BUSY, "The server is stopping");
        }
        if (viewers() >= maxViewers) {
            throw new VmsException(
                    ErrorCode.BUSY, "There are as many viewers as this server allows (" + maxViewers + ")");
        }
        FragmentStream stream = streams.get(key);
        if (stream == null) {
            stream = new FragmentStream(key, hub, skipped);
            stream.connect();
            streams.put(key, stream);
        }
        return stream;
    }

    /** Refuses what is known to be in vain; a stream that has yet to be opened is not. */
    private void requirePlayable(StreamId id, boolean audio) {
        hub.format(id)
                .ifPresentOrElse(
                        format -> MovieFormat.of(format, audio),
                        () -> status(id)
                                .filter(status -> status.state() == PipelineStatus.State.RETRYING
                                        || status.state() == PipelineStatus.State.REFUSED)
                                .ifPresent(status -> {
                                    throw new VmsException(
                                            ErrorCode.STREAM_UNAVAILABLE,
                                            status.detail().isEmpty() ? "The camera does not answer" : status.detail());
                                }));
    }

    private Optional<PipelineStatus> status(StreamId id) {
        return hub.statistics().stream()
                .filter(statistics -> statistics.stream().equals(id))
                .map(statistics -> statistics.status())
                .findFirst();
    }

    /** Ends what nobody watches any more, and what there is no more; once a second. */
    public void tick() {
        List<FragmentStream> idle = new ArrayList<>();
        List<FragmentStream> interrupted = new ArrayList<>();
        synchronized (this) {
            for (FragmentStream stream : streams.values()) {
                if (stream.isIdle(lingerNanos)) {
                    idle.add(stream);
                } else if (stream.isInterrupted(RECONNECT_NANOS)) {
                    interrupted.add(stream);
                }
            }
            idle.forEach(stream -> streams.remove(stream.key()));
        }
        idle.forEach(stream -> stream.close("Nobody watches"));
        interrupted.forEach(this::reconnect);
    }

    private void reconnect(FragmentStream stream) {
        try {
            stream.stillInterrupted();
            stream.connect();
        } catch (VmsException e) {
            LOG.debug("{} is there no more", stream.key().stream(), e);
            synchronized (this) {
                streams.remove(stream.key());
            }
            stream.close("The stream was taken away");
        }
    }

    /** How many streams are muxed. */
    public synchronized int count() {
        return streams.size();
    }

    public synchronized int viewers() {
        return streams.values().stream().mapToInt(FragmentStream::viewers).sum();
    }

    /** How many fragments viewers did not get because they were slow. */
    public long skipped() {
        return skipped.get();
    }

    @Override
    public void close() {
        List<FragmentStream> ending;
        synchronized (this) {
            closed = true;
            ending = new ArrayList<>(streams.values());
            streams.clear();
        }
        ending.forEach(stream -> stream.close("The server is stopping"));
    }
}
