package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.rtsp.RtspSession;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay: hands on what lies within the stretch that is wanted, and ends by the packets' times, since some devices play on
 * beyond what they were asked for. What comes before the stretch is kept from the latest key frame on, for a decoder has to start there.
 * Its listener's calls come from the loop's thread, {@link #await} from its caller's.
 */
final class ReplayRun implements SourceListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayRun.class);
    private static final long MOST_KEPT = 32 << 20;

    /** A device's last picture is shown for a while, and its times of search are whole seconds. */
    private static final Duration NEARLY = Duration.ofSeconds(3);

    private static final long MOST_PAUSE_NANOS = 200_000_000L;

    private final String name;
    private final Span wanted;
    private final FootageSink sink;
    private final long bytesPerSecond;
    private final CompletableFuture<Optional<Failure>> outcome = new CompletableFuture<>();

    private final ArrayDeque<Packet> before = new ArrayDeque<>();
    private long bytesBefore;
    private StreamFormat format;
    private boolean announced;
    private long paceNanos = System.nanoTime();

    private final Object handing = new Object();
    private Thread reader;
    private volatile boolean over;
    private volatile Instant first;
    private volatile Instant last;

    ReplayRun(String name, Span wanted, FootageSink sink, long bytesPerSecond) {
        this.name = name;
        this.wanted = wanted;
        this.sink = sink;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits for the end, and brings it about when the caller is interrupted or the time is over. */
    Optional<Span> await(RtspSession session, Duration longest) throws InterruptedException {
        try {
            Optional<Failure> failure = outcome.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            if (failure.isPresent() && !isWhole() && !session.finished()) {
                throw thrown(failure.get());
            }
        } catch (TimeoutException e) {
            throw new VmsException(
                    ErrorCode.STREAM_UNAVAILABLE, "The device plays more slowly than it has recorded", e);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            end();
            session.stop();
        }
        LOG.debug("{}: played {} of {}", name, covered(), wanted);
        return covered();
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known
                ? known
                : new VmsException(ErrorCode.INTERNAL, "The footage was not taken", cause);
    }

    private boolean isWhole() {
        return last != null && !last.isBefore(wanted.end().minus(NEARLY));
    }

    private Optional<Span> covered() {
        return first != null && last.isAfter(first) ? Optional.of(new Span(first, last)) : Optional.empty();
    }

    /** What a caller that waits is told. */
    static VmsException thrown(Failure failure) {
        ErrorCode code =
                switch (failure.kind()) {
                    case REFUSED -> ErrorCode.BAD_CREDENTIALS;
                    case UNREACHABLE -> ErrorCode.DEVICE_UNREACHABLE;
                    case DEVICE, INTERRUPTED -> ErrorCode.STREAM_UNAVAILABLE;
                    case PROTOCOL -> ErrorCode.DEVICE_PROTOCOL;
                    case UNSUPPORTED -> ErrorCode.NOT_SUPPORTED;
                };
        return new VmsException(code, failure.sentence());
    }

    /** Hands on nothing more, and wakes the sink where it waits. */
    void end() {
        over = true;
        synchronized (handing) {
            if (reader != null) {
                reader.interrupt();
            }
        }
        outcome.completeExceptionally(Replays.ended());
    }

    @Override
    public void opened(String transport) {
        // Always by TCP.
    }

    @Override
    public void format(StreamFormat now) {
        format = now;
        announced = false;
        forget();
    }

    private void forget() {
        before.clear();
        bytesBefore = 0;
    }

    @Override
    public void packet(Packet packet) {
        if (over) {
            return;
        }
        boolean leads = isVideo(packet) || format.video().isEmpty();
        if (!packet.arrival().isBefore(wanted.end())) {
            if (leads) {
                finish();
            }
            return;
        }
        if (!announced && packet.arrival().isBefore(wanted.start())) {
            keep(packet, leads);
            return;
        }
        if (leads && packet.key() && !announced) {
            forget();
        }
        if (!announced && before.isEmpty() && !(leads && packet.key())) {
            return;
        }
        Packet next;
        while ((next = before.poll()) != null) {
            hand(next);
        }
        hand(packet);
    }

    private void keep(Packet packet, boolean leads) {
        if (leads && packet.key()) {
            forget();
        } else if (before.isEmpty()) {
            return;
        }
        before.add(packet);
        bytesBefore += packet.size();
        if (bytesBefore > MOST_KEPT) {
            forget();
        }
    }

    private boolean isVideo(Packet packet) {
        return format.tracks().get(packet.track()).codec().kind() == Codec.Kind.VIDEO;
    }

    private void hand(Packet packet) {
        if (over) {
            return;
        }
        synchronized (handing) {
            reader = Thread.currentThread();
        }
        try {
            pace(packet.size());
            if (!announced) {
                announced = true;
                sink.started(format);
            }
            sink.packet(packet);
            if (first == null) {
                first = packet.arrival();
            }
            if (last == null || packet.arrival().isAfter(last)) {
                last = packet.arrival();
            }
        } catch (InterruptedException e) {
            over = true;
            outcome.completeExceptionally(Replays.ended());
        } catch (RuntimeException | Error e) {
            over = true;
            outcome.completeExceptionally(e);
        } finally {
            synchronized (handing) {
                reader = null;
            }
        }
    }

    /** Waits where the device is faster than it may be; it waits too then, for nobody reads. */
    private void pace(int bytes) throws InterruptedException {
        long now = System.nanoTime();
        paceNanos = Math.max(paceNanos, now - MOST_PAUSE_NANOS) + bytes * 1_000_000_000L / bytesPerSecond;
        if (paceNanos > now) {
            TimeUnit.NANOSECONDS.sleep(Math.min(paceNanos - now, MOST_PAUSE_NANOS));
        }
    }

    private void finish() {
        over = true;
        outcome.complete(Optional.empty());
    }

    @Override
    public void keyFrameWanted() {
        // What was recorded has the key frames that it has.
    }

    @Override
    public void ended(Failure failure) {
        outcome.complete(Optional.of(failure));
    }
}
