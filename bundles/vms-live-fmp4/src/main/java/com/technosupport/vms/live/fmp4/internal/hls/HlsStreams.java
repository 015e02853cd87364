package com.technosupport.vms.live.fmp4.internal.hls;

import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.fmp4.internal.stream.FragmentStreams;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The streams that somebody asks for by HLS, until some time after the last request. Safe for use by several threads. */
public final class HlsStreams implements AutoCloseable {

    /** A player that does not wait for parts asks once a target duration. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(4L * HlsTimeline.TARGET_SECONDS);

    /** What one stream may keep, however many there are, and however few. */
    private static final long LEAST_BYTES = 4L << 20;

    private static final long MOST_BYTES = 16L << 20;

    private record Key(StreamId stream, boolean audio) {}

    private final FragmentStreams fragments;
    private final Consumer<StreamId> keyFrames;
    private final int maxStreams;
    private final long maxBytes;
    private final Clock clock;
    private final Map<Key, HlsStream> streams = new HashMap<>();
    private volatile int open;
    private boolean closed;

    /**
     * @param keyFrames asks a camera for a key frame; must not wait
     * @param maxBytes what all streams together should keep for their players
     */
    public HlsStreams(
            FragmentStreams fragments, Consumer<StreamId> keyFrames, int maxStreams, long maxBytes, Clock clock) {
        this.maxBytes = maxBytes;
        this.fragments = fragments;
        this.keyFrames = keyFrames;
        this.maxStreams = maxStreams;
        this.clock = clock;
    }

    /** As {@link com.technosupport.vms.api.live.LiveHls#request}. */
    public CompletionStage<HlsAnswer> request(HlsRequest request) {
        try {
            CompletionStage<HlsAnswer> answer = null;
            while (answer == null) {
                answer = stream(new Key(request.stream(), request.audio())).request(request);
            }
            return answer;
        } catch (VmsException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private HlsStream stream(Key key) {
        HlsStream fresh;
        HlsStream former;
        synchronized (this) {
            if (closed) {
                throw new VmsException(ErrorCode.BUSY, "The server is stopping");
            }
            former = streams.get(key);
            if (former != null && !former.isEnded()) {
                return former;
            }
            if (streams.size() >= maxStreams) {
                throw new VmsException(
                        ErrorCode.BUSY,
                        "As many streams are watched by HLS as this server allows (" + maxStreams + ")");
            }
            fresh = new HlsStream(clock.instant(), this::share, () -> keyFrames.accept(key.stream()));
            streams.put(key, fresh);
            open = streams.size();
        }
        if (former != null) {
            former.close();
        }
        try {
            fresh.subscribed(fragments.subscribe(key.stream(), key.audio(), fresh));
        } catch (VmsException e) {
            synchronized (this) {
                streams.remove(key, fresh);
                open = streams.size();
            }
            fresh.end(e.getMessage());
            throw e;
        }
        return fresh;
    }

    /** Ends what nobody asks for any more, and waits that were too long; once a second. */
    public void tick() {
        List<HlsStream> ending = new ArrayList<>();
        List<HlsStream> all;
        synchronized (this) {
            all = new ArrayList<>(streams.values());
            streams.values().removeIf(stream -> {
                boolean over = stream.isEnded() || stream.isIdle(LINGER_NANOS);
                if (over) {
                    ending.add(stream);
                }
                return over;
            });
            open = streams.size();
        }
        all.forEach(HlsStream::tick);
        ending.forEach(HlsStream::close);
    }

    private long share() {
        return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, maxBytes / Math.max(1, open)));
    }

    /** How many streams are cut up. */
    public synchronized int count() {
        return streams.size();
    }

    /** How many requests wait for what is yet to come. */
    public int waiting() {
        return all().stream().mapToInt(HlsStream::waiting).sum();
    }

    /** Bytes that are kept for players. */
    public long size() {
        return all().stream().mapToLong(HlsStream::size).sum();
    }

    private synchronized List<HlsStream> all() {
        return List.copyOf(streams.values());
    }

    @Override
    public void close() {
        List<HlsStream> ending;
        synchronized (this) {
            closed = true;
            ending = new ArrayList<>(streams.values());
            streams.clear();
        }
        ending.forEach(HlsStream::close);
    }
}
