package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.media.G711;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call to a device's loudspeaker, from OPTIONS to TEARDOWN. What is said waits in a short queue while the socket takes no more,
 * and the oldest is left out: half a second here and about as much in the socket is what a voice is late at most. All but
 * {@link #send}, {@link #close} and the waiting for the answer happens on the loop's thread.
 */
public final class RtspCall
        implements TalkLine, RtspLink.Owner, RtspLoop.Member, RtspRequests.Wire, CallDialogue.Outcome {

    private static final Logger LOG = LoggerFactory.getLogger(RtspCall.class);

    /** Frames of 20 ms. */
    private static final int MAX_WAITING = 25;
    /** What may lie unsent behind the socket: a few packets. */
    private static final int MAX_UNSENT = 1024;
    /** Linux doubles it and counts its own overhead: some 8 KiB of speech, one second, at most. */
    private static final int SEND_BUFFER = 4096;

    private static final long STUCK_NANOS = 5_000_000_000L;
    private static final long REPORT_NANOS = 5_000_000_000L;
    private static final long FAREWELL_NANOS = 500_000_000L;

    /** Where a call is. */
    private enum Step {
        CONNECTING,
        ASKING,
        OPEN,
        LEAVING,
        CLOSED
    }

    private record Frame(byte[] speech, long nanos) {}

    private final RtspLoop loop;
    private final String name;
    private final String peer;
    private final InetSocketAddress address;
    private final Login login;
    private final RtspTimes times;
    private final Consumer<String> ended;
    private final Runnable released;
    private final RtspLink link;
    private final RtspRequests requests;
    private final CallDialogue dialogue;

    private final CompletableFuture<Void> answer = new CompletableFuture<>();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();
    private volatile long sent;
    private volatile Codec taken = Codec.PCMU;
    private volatile boolean over;

    private Step step = Step.CONNECTING;
    private SpeechSender sender;
    private int channel = -1;
    private long stepDeadline;
    private long nextKeepAlive;
    private long nextReport;
    private long movedNanos;

    /**
     * Begins to call.
     *
     * @param name for logs
     * @param address of the device, looked up already
     * @param ended told once when the device ends the call, not after {@link #close}; by the loop's thread
     * @param released told once when the device is spoken to no more; by the loop's thread
     */
    public static RtspCall begin(
            RtspLoop loop,
            String name,
            URI uri,
            InetSocketAddress address,
            Login login,
            RtspTimes times,
            Consumer<String> ended,
            Runnable released) {
        RtspCall call = new RtspCall(loop, name, uri, address, login, times, ended, released);
        loop.execute(call::connect);
        return call;
    }

    private RtspCall(
            RtspLoop loop,
            String name,
            URI uri,
            InetSocketAddress address,
            Login login,
            RtspTimes times,
            Consumer<String> ended,
            Runnable released) {
        this.loop = loop;
        this.name = name;
        this.peer = uri.getHost() + ":" + address.getPort();
        this.address = address;
        this.login = login;
        this.times = times;
        this.ended = ended;
        this.released = released;
        this.link = new RtspLink(loop, this, peer);
        this.requests = new RtspRequests(
                this, peer, login, loop::execute, times.answer().toNanos());
        this.dialogue = new CallDialogue(uri, peer, requests, this);
    }

    /**
     * Waits until the device has taken the call; after a failure it is closed.
     *
     * @throws VmsException as {@link com.technosupport.vms.api.media.Backchannels#open}
     */
    public void awaitAnswer(Duration limit) throws InterruptedException {
        boolean taken = false;
        try {
            answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            taken = true;
        } catch (TimeoutException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE,
                    peer + " did not take the call within " + limit.toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof VmsException known
                    ? known
                    : new VmsException(ErrorCode.INTERNAL, "The call failed", e.getCause());
        } finally {
            if (!taken) {
                close();
            }
        }
    }

    private void connect() {
        if (over) {
            dispose();
            return;
        }
        stepDeadline = System.nanoTime() + times.connect().toNanos();
        loop.add(this);
        link.connect(address, SEND_BUFFER);
    }

    @Override
    public void connected() {
        step = Step.ASKING;
        dialogue.begin();
    }

    @Override
    public void answered(SessionDescription.Speech speech, int rtpChannel) {
        step = Step.OPEN;
        taken = speech.codec();
        channel = rtpChannel;
        sender = new SpeechSender(speech.payloadType(), rtpChannel);
        long now = System.nanoTime();
        nextKeepAlive = now + dialogue.keepAliveNanos();
        nextReport = now + REPORT_NANOS;
        answer.complete(null);
    }

    // What is said

    @Override
    public void send(Codec codec, byte[] frame) {
        if (over) {
            return;
        }
        Frame next = new Frame(G711.convert(codec, taken, frame), System.nanoTime());
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                waiting.remove();
                dropped.incrementAndGet();
            }
            waiting.add(next);
        }
        if (flushing.compareAndSet(false, true)) {
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushing.set(false);
        while (step == Step.OPEN && link.unsentBytes() < MAX_UNSENT) {
            Frame next;
            synchronized (waiting) {
                next = waiting.poll();
            }
            movedNanos = System.nanoTime();
            if (next == null) {
                return;
            }
            link.write(sender.packet(next.speech(), next.nanos()));
            sent = sender.packets();
        }
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        over = true;
        loop.execute(this::leave);
    }

    // What comes

    @Override
    public void message(RtspMessage message) {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        if (message.isResponse()) {
            requests.answer(message);
        } else if (message.startLine().contains("RTSP/")) {
            DeviceRequest request = DeviceRequest.of(message);
            write(request.answer());
            if (request.ends()) {
                failed(new VmsException(ErrorCode.DEVICE_UNREACHABLE, peer + " hung up"));
            }
        } else {
            failed(new VmsException(ErrorCode.DEVICE_PROTOCOL, peer + " speaks something other than RTSP"));
        }
    }

    @Override
    public boolean knows(int given) {
        return given == channel || given == channel + 1;
    }

    @Override
    public void reading() {
        // Nothing that comes tells more than that it came.
    }

    @Override
    public void frame(int given, ByteBuffer buffer, int start, int length) {
        // The device's own reports.
    }

    @Override
    public void tick(Instant now, long nanos) {
        if (step == Step.CONNECTING || step == Step.LEAVING) {
            if (nanos - stepDeadline >= 0) {
                if (step == Step.LEAVING) {
                    dispose();
                } else {
                    failed(new Failure(
                            Failure.Kind.UNREACHABLE,
                            "No answer from " + peer + " within "
                                    + times.connect().toSeconds() + " s"));
                }
            }
            return;
        }
        requests.tick(nanos);
        if (step != Step.OPEN) {
            return;
        }
        flush();
        if (step == Step.OPEN && link.unsentBytes() >= MAX_UNSENT && nanos - movedNanos > STUCK_NANOS) {
            failed(new VmsException(ErrorCode.DEVICE_UNREACHABLE, peer + " does not take what is said"));
            return;
        }
        if (step == Step.OPEN && nanos - nextReport >= 0) {
            nextReport = nanos + REPORT_NANOS;
            link.write(sender.report(now, nanos));
        }
        if (step == Step.OPEN && nanos - nextKeepAlive >= 0 && requests.isIdle()) {
            nextKeepAlive = nanos + dialogue.keepAliveNanos();
            dialogue.keepAlive();
        }
    }

    // Its end

    @Override
    public void write(byte[] bytes) {
        link.write(bytes);
    }

    @Override
    public void closed(Failure failure) {
        if (step == Step.LEAVING) {
            dispose();
        } else {
            failed(failure);
        }
    }

    @Override
    public void failed(Failure failure) {
        ErrorCode code =
                switch (failure.kind()) {
                    case REFUSED -> ErrorCode.BAD_CREDENTIALS;
                    case UNSUPPORTED -> ErrorCode.NOT_SUPPORTED;
                    case PROTOCOL -> ErrorCode.DEVICE_PROTOCOL;
                    case UNREACHABLE, DEVICE, INTERRUPTED -> ErrorCode.DEVICE_UNREACHABLE;
                };
        failed(new VmsException(code, failure.sentence()));
    }

    @Override
    public void failed(VmsException problem) {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        boolean wasOpen = step == Step.OPEN;
        boolean told = over;
        over = true;
        if (wasOpen) {
            login.broke();
        } else {
            answer.completeExceptionally(problem);
        }
        leave();
        if (wasOpen && !told) {
            try {
                ended.accept(problem.getMessage());
            } catch (RuntimeException e) {
                LOG.warn("{}: whoever spoke could not be told that the call ended", name, e);
            }
        }
    }

    private void leave() {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        requests.end();
        if (link.isClosed() || !dialogue.hasSession()) {
            dispose();
            return;
        }
        step = Step.LEAVING;
        stepDeadline = System.nanoTime() + FAREWELL_NANOS;
        requests.sendLast("TEARDOWN", dialogue.playAddress());
        if (step == Step.LEAVING) {
            link.finish();
        }
        if (link.isClosed()) {
            dispose();
        }
    }

    private void dispose() {
        if (step == Step.CLOSED) {
            return;
        }
        step = Step.CLOSED;
        loop.remove(this);
        link.close();
        synchronized (waiting) {
            waiting.clear();
        }
        answer.completeExceptionally(new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The call was ended"));
        released.run();
    }

    @Override
    public void shutdown() {
        failed(new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The media plane of this server stops"));
    }

    @Override
    public void broken(Throwable problem) {
        LOG.error("{}: a call failed by a defect", name, problem);
        failed(new VmsException(ErrorCode.INTERNAL, "The call to " + peer + " failed by a defect of this server"));
        dispose();
    }
}
