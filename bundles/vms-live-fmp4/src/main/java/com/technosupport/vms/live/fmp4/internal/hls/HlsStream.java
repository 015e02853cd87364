package com.technosupport.vms.live.fmp4.internal.hls;

import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.live.LiveHls;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import com.technosupport.vms.live.fmp4.internal.stream.FragmentListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One stream as HLS while somebody asks for it. Who asks for what is yet to come is noted, and told when it comes. Safe for use by
 * several threads; nobody is told under a lock.
 */
final class HlsStream implements FragmentListener {

    private static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
    private static final String MEDIA_TYPE = "video/mp4";
    private static final Pattern RESOURCE =
            Pattern.compile("(?:(init)-(\\d{1,9})\\.mp4|(segment|part)-(\\d{1,15})\\.m4s)");

    /** Three target durations: then something is wrong (6.2.5.2). */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3L * HlsTimeline.TARGET_SECONDS);

    private static final int MAX_WAITING = 1000;

    /** What is immutable may be kept for as long as it is of use. */
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    /** One who waits. The answer is null as long as what was asked for is not there. */
    private record Waiting(Supplier<HlsAnswer> answer, CompletableFuture<HlsAnswer> future, long since) {}

    private final HlsTimeline timeline;
    private final Runnable keyFrameWanted;
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile FragmentSubscription subscription;
    private volatile long lastRequest = System.nanoTime();
    private String failure = "";
    private boolean ended;
    private long keyFrameAskedIn = -1;

    /**
     * @param maxBytes how much it may keep now; must not wait
     * @param keyFrameWanted asks the camera for one; must not wait
     */
    HlsStream(Instant now, LongSupplier maxBytes, Runnable keyFrameWanted) {
        this.timeline = new HlsTimeline(now, maxBytes);
        this.keyFrameWanted = keyFrameWanted;
    }

    void subscribed(FragmentSubscription to) {
        subscription = to;
    }

    /** @return null when this has ended: another must be begun */
    CompletionStage<HlsAnswer> request(HlsRequest request) {
        lastRequest = System.nanoTime();
        CompletableFuture<HlsAnswer> future = new CompletableFuture<>();
        synchronized (this) {
            if (ended) {
                return null;
            }
            Supplier<HlsAnswer> answer = answerTo(request);
            HlsAnswer now = answer.get();
            if (now != null) {
                return CompletableFuture.completedStage(now);
            }
            if (waiting.size() >= MAX_WAITING) {
                throw new VmsException(ErrorCode.BUSY, "Too many players wait for this stream");
            }
            waiting.add(new Waiting(answer, future, System.nanoTime()));
        }
        return future;
    }

    private Supplier<HlsAnswer> answerTo(HlsRequest request) {
        String name = request.resource();
        if (name.equals(LiveHls.MEDIA_PLAYLIST)) {
            return mediaPlaylist(request);
        }
        if (name.equals(LiveHls.MULTIVARIANT_PLAYLIST)) {
            return () -> timeline.isReady() ? playlist(Playlists.multivariant(timeline, request.query())) : null;
        }
        Matcher matcher = RESOURCE.matcher(name);
        if (!matcher.matches()) {
            throw notFound();
        }
        if (matcher.group(1) != null) {
            ByteBuffer map = timeline.map(Integer.parseInt(matcher.group(2))).orElseThrow(HlsStream::notFound);
            return () -> media(List.of(map));
        }
        long number = Long.parseLong(matcher.group(4));
        if (matcher.group(3).equals("segment")) {
            HlsSegment segment = timeline.segment(number).orElseThrow(HlsStream::notFound);
            return () -> media(segment.data());
        }
        if (number == timeline.nextPart()) {
            // The one that our playlist hints at.
            return () -> timeline.part(number).map(part -> media(part.data())).orElse(null);
        }
        HlsPart part = timeline.part(number).orElseThrow(HlsStream::notFound);
        return () -> media(part.data());
    }

    private Supplier<HlsAnswer> mediaPlaylist(HlsRequest request) {
        if (request.mediaSequence().isEmpty()) {
            if (request.part().isPresent()) {
                throw new VmsException(ErrorCode.INVALID_REQUEST, "_HLS_part needs _HLS_msn");
            }
            return () -> timeline.isReady() ? playlist(request) : null;
        }
        long segment = request.mediaSequence().getAsLong();
        int part = request.part().orElse(0);
        if (timeline.isReady() && timeline.isTooFarAhead(segment, part)) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "That lies too far ahead");
        }
        return () -> {
            boolean there = request.part().isPresent() ? timeline.has(segment, part) : timeline.has(segment);
            return timeline.isReady() && there ? playlist(request) : null;
        };
    }

    private HlsAnswer playlist(HlsRequest request) {
        return playlist(Playlists.media(timeline, request.skip(), request.query()));
    }

    private static HlsAnswer playlist(String text) {
        ByteBuffer bytes =
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        return new HlsAnswer(PLAYLIST_TYPE, List.of(bytes), Duration.ZERO);
    }

    private static HlsAnswer media(List<ByteBuffer> data) {
        return new HlsAnswer(MEDIA_TYPE, data, LIFETIME);
    }

    private static VmsException notFound() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such part of the stream, or no more");
    }

    @Override
    public void started(MovieFormat format, ByteBuffer initialisation) {
        synchronized (this) {
            failure = "";
            timeline.start(format, initialisation);
        }
        answerWaiting();
    }

    @Override
    public void fragment(Fragment fragment) {
        boolean grown;
        boolean ask;
        synchronized (this) {
            grown = timeline.add(fragment);
            // A segment should begin with a key frame. Where none comes in time, the camera is asked once.
            ask = timeline.growing() > HlsTimeline.TARGET_SECONDS - 0.5 && keyFrameAskedIn != timeline.currentNumber();
            if (ask) {
                keyFrameAskedIn = timeline.currentNumber();
            }
        }
        if (grown) {
            answerWaiting();
        }
        if (ask) {
            keyFrameWanted.run();
        }
    }

    @Override
    public void interrupted(String reason, boolean last) {
        if (last) {
            end(reason);
        } else {
            synchronized (this) {
                failure = reason;
            }
        }
    }

    private void answerWaiting() {
        List<Runnable> answers = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting one = all.next();
                HlsAnswer answer = one.answer().get();
                if (answer != null) {
                    all.remove();
                    answers.add(() -> one.future().complete(answer));
                }
            }
        }
        answers.forEach(Runnable::run);
    }

    /** Lets those go who have waited for too long. */
    void tick() {
        List<Waiting> late = new ArrayList<>();
        VmsException reason;
        synchronized (this) {
            long now = System.nanoTime();
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
                Waiting one = all.next();
                if (one.future().isDone()) {
                    // The player has gone.
                    all.remove();
                } else if (now - one.since() > LONGEST_WAIT_NANOS) {
                    all.remove();
                    late.add(one);
                }
            }
            reason = new VmsException(
                    ErrorCode.STREAM_UNAVAILABLE, failure.isEmpty() ? "No picture has come in time" : failure);
        }
        late.forEach(one -> one.future().completeExceptionally(reason));
    }

    boolean isIdle(long nanos) {
        boolean asked;
        synchronized (this) {
            asked = !waiting.isEmpty();
        }
        return !asked && System.nanoTime() - lastRequest > nanos;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized long size() {
        return timeline.size();
    }

    /** Ends it; who waits is told. */
    void end(String reason) {
        List<Waiting> left;
        synchronized (this) {
            ended = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(one -> one.future().completeExceptionally(new VmsException(ErrorCode.STREAM_UNAVAILABLE, reason)));
    }

    /** Lets go of the stream. */
    void close() {
        end("The stream has ended");
        FragmentSubscription held = subscription;
        if (held != null) {
            held.close();
        }
    }
}
