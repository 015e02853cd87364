package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.CustomLoudspeaker;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.media.G711;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call by a loudspeaker that only its driver can send to: in a session and on a thread of its own, {@code vms-talk-<driver>-<host>},
 * which ends when the operator hangs up, the device does, or the driver goes. What is said waits in a short queue, whose oldest is
 * left out when the device is slow.
 */
final class DriverCall implements TalkLine, CustomLoudspeaker.Speech {

    private static final Logger LOG = LoggerFactory.getLogger(DriverCall.class);

    /** Frames of 20 ms. */
    private static final int MAX_WAITING = 25;
    /** For the driver to hang up in order, before it is interrupted. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final Duration LEAVING = Duration.ofSeconds(2);

    private record Frame(Codec codec, byte[] data) {}

    private final InstalledDriver driver;
    private final Login login;
    private final String channel;
    private final Consumer<String> ended;
    private final Thread thread;
    private final CompletableFuture<Void> answer = new CompletableFuture<>();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private boolean over;
    private long hangUpNanos;
    private long sent;
    private long dropped;

    DriverCall(InstalledDriver driver, Login login, String channel, Consumer<String> ended) {
        this.driver = driver;
        this.login = login;
        this.channel = channel;
        this.ended = ended;
        this.thread = new Thread(
                this::run, "vms-talk-" + driver.id() + "-" + login.address().host());
        this.thread.setDaemon(true);
    }

    /**
     * Calls, and waits until the device has taken the call.
     *
     * @throws VmsException as {@link CustomLoudspeaker#play}, and {@link ErrorCode#DEVICE_UNREACHABLE} when time is over
     */
    void begin(Duration limit) throws InterruptedException {
        thread.start();
        boolean taken = false;
        try {
            answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            taken = true;
        } catch (TimeoutException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE,
                    "The device did not take the call within " + limit.toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof VmsException known
                    ? known
                    : new VmsException(ErrorCode.INTERNAL, "The driver failed; the log says more", e.getCause());
        } finally {
            if (!taken) {
                close();
                thread.interrupt();
            }
        }
    }

    private void run() {
        String reason = "The device ended the call";
        try {
            driver.calls().read(this::play);
        } catch (VmsException e) {
            answer.completeExceptionally(e);
            reason = e.getMessage();
        } catch (InterruptedException e) {
            reason = "The call was ended";
        } catch (RuntimeException | Error e) {
            // Whatever a driver throws; logged here, where the driver is known.
            LOG.warn("{} failed in a call to {}", driver, login.address().host(), e);
            answer.completeExceptionally(e);
            reason = "The driver failed";
        }
        boolean hungUp;
        synchronized (waiting) {
            hungUp = over;
            over = true;
        }
        boolean refused = answer.completeExceptionally(new VmsException(ErrorCode.DEVICE_PROTOCOL, reason))
                || answer.isCompletedExceptionally();
        if (!hungUp && !refused) {
            ended.accept(reason);
        }
    }

    private void play() throws InterruptedException {
        Login.Opened opened = login.open(driver);
        try {
            TalkBack talkBack = opened.session().facet(TalkBack.class).orElseThrow(DriverCall::without);
            if (!(talkBack.loudspeaker(channel) instanceof CustomLoudspeaker loudspeaker)) {
                throw without();
            }
            loudspeaker.play(this);
        } finally {
            close(opened);
        }
    }

    private static VmsException without() {
        return new VmsException(ErrorCode.NOT_SUPPORTED, "The camera has no such loudspeaker any more");
    }

    private void close(Login.Opened opened) {
        // So that a device that wants a logout gets it.
        boolean interrupted = Thread.interrupted();
        try {
            opened.session().close();
        } catch (RuntimeException | Error e) {
            LOG.warn("{} failed to close a session", driver, e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // What the driver sees

    @Override
    public void accepted() {
        answer.complete(null);
    }

    @Override
    public Optional<byte[]> next(Codec codec) throws InterruptedException {
        Frame frame;
        synchronized (waiting) {
            while (waiting.isEmpty() && !over) {
                waiting.wait();
            }
            if (over) {
                return Optional.empty();
            }
            frame = waiting.remove();
            sent++;
        }
        return Optional.of(G711.convert(frame.codec(), codec, frame.data()));
    }

    // What the operator says

    @Override
    public void send(Codec codec, byte[] frame) {
        synchronized (waiting) {
            if (over) {
                return;
            }
            if (waiting.size() >= MAX_WAITING) {
                waiting.remove();
                dropped++;
            }
            waiting.add(new Frame(codec, frame));
            waiting.notifyAll();
        }
    }

    @Override
    public long sent() {
        synchronized (waiting) {
            return sent;
        }
    }

    @Override
    public long dropped() {
        synchronized (waiting) {
            return dropped;
        }
    }

    @Override
    public void close() {
        synchronized (waiting) {
            if (!over) {
                hangUpNanos = System.nanoTime();
            }
            over = true;
            waiting.clear();
            waiting.notifyAll();
        }
    }

    /** Whether its thread has ended; one that does not in time after the operator hung up is interrupted. */
    boolean hasEnded() {
        boolean late;
        synchronized (waiting) {
            late = over && System.nanoTime() - hangUpNanos > FAREWELL.toNanos();
        }
        if (late && thread.isAlive()) {
            thread.interrupt();
        }
        return !thread.isAlive();
    }

    /** Interrupts it, and waits for its end. */
    void leave() throws InterruptedException {
        close();
        thread.interrupt();
        thread.join(LEAVING.toMillis());
        if (thread.isAlive()) {
            LOG.warn("{} does not end a call on interrupt", driver);
        }
    }
}
