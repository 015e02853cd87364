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

    private record Key(StreamId stream, boolean audio) {}

    private final FragmentStreams fragments;
    private final Consumer<StreamId> keyFrames;
    private final int maxStreams;
    private final Clock clock;
    private final Map<Key, HlsStream> streams = new HashMap<>();
    private boolean closed;

    /** @param keyFrames asks a camera for a key frame; must not wait */
    public HlsStreams(FragmentStreams fragments, Consumer<StreamId> keyFrames, int maxStreams, Clock clock) {
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
            fresh = new HlsStream(clock.instant(), () -> keyFrames.accept(key.stream()));
            streams.put(key, fresh);
        }
        if (former != null) {
            former.close();
        }
        try {
            fresh.subscribed(fragments.subscribe(key.stream(), key.audio(), fresh));
        } catch (VmsException e) {
            synchronized (this) {
                streams.remove(key, fresh);
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
        }
        all.forEach(HlsStream::tick);
        ending.forEach(HlsStream::close);
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
