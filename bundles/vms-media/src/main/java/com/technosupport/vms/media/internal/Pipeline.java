package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.media.internal.hub.StreamFanout;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream coming: opens its source when it is wanted, opens it again when it fails, later and later, gives up on a
 * refused password, and turns to the other reader where ours does not understand the device.
 */
final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** How long a source has run before its next failure counts as the first. */
    private static final long STABLE_NANOS = 30_000_000_000L;

    private static final long KEY_FRAME_NANOS = 500_000_000L;

    /** So many tries that are not understood in a row, then the other reader has its turn. */
    private static final int PROTOCOL_TRIES = 2;

    private final StreamFanout fanout;
    private final Sources sources;
    private final Announcer announcer;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Duration linger;
    private final Backoff backoff = new Backoff(new Random());

    private PipelineRequest request;
    private LoginGate.Member account;
    /** Of the account, when the password was refused. */
    private long successesBefore;

    private PipelineStatus status;
    private boolean stopped;
    private volatile Run run;
    private ScheduledFuture<?> retry;
    private ScheduledFuture<?> lingering;
    private boolean fallback;
    private int notUnderstood;
    private long opened;
    private long lostBefore;
    /** Of the fan-out, by an earlier pipeline of the same stream whose readers stayed. */
    private final StreamFanout.Figures before;

    private long lastKeyFrameWanted = System.nanoTime() - KEY_FRAME_NANOS;

    Pipeline(
            PipelineRequest request,
            StreamFanout fanout,
            Sources sources,
            Announcer announcer,
            ScheduledExecutorService timer,
            Clock clock,
            Duration linger) {
        this.request = request;
        this.fanout = fanout;
        this.before = fanout.figures();
        this.sources = sources;
        this.announcer = announcer;
        this.timer = timer;
        this.clock = clock;
        this.linger = linger;
        // Now, and not at the start: readers of an earlier pipeline may have this one open its source before.
        this.account = sources.join(request);
        this.status = new PipelineStatus(State.IDLE, "", clock.instant());
    }

    StreamFanout fanout() {
        return fanout;
    }

    synchronized PipelineRequest request() {
        return request;
    }

    synchronized PipelineStatus status() {
        return status;
    }

    synchronized void start() {
        account.setUp();
        announce(State.IDLE, "");
        evaluate();
    }

    /** Takes another request for the same stream, or the same again: a password that works by now is tried again then. */
    synchronized void change(PipelineRequest wanted) {
        boolean sameCredential = wanted.credential().equals(request.credential());
        boolean sameSource = wanted.source().equals(request.source()) && sameCredential;
        boolean mayBeTaken = status.state() == State.REFUSED && account.successes() != successesBefore;
        request = wanted;
        if (!sameSource) {
            LoginGate.Member before = account;
            account = sources.join(wanted);
            before.leave();
            if (!sameCredential) {
                account.setUp();
            }
        }
        if (!sameSource || mayBeTaken) {
            closeSource("The stream is set up anew");
            backoff.reset();
            notUnderstood = 0;
            fallback = false;
            announce(State.IDLE, "");
        }
        evaluate();
    }

    synchronized void stop() {
        stopped = true;
        closeSource("The stream was ended");
        cancel(lingering);
        account.leave();
        announce(State.IDLE, "");
    }

    /** Readers came or went. */
    synchronized void audienceChanged() {
        evaluate();
        Run current = run;
        if (current != null) {
            current.live(fanout.hasLiveReaders());
        }
    }

    private void evaluate() {
        if (stopped) {
            return;
        }
        boolean wanted = request.demand() == PipelineRequest.Demand.ALWAYS || fanout.hasReaders();
        if (wanted) {
            cancel(lingering);
            lingering = null;
            if (status.state() == State.IDLE) {
                announce(State.CONNECTING, "");
                open();
            }
        } else if (status.state() != State.IDLE && status.state() != State.REFUSED && lingering == null) {
            lingering = schedule(this::lingered, linger.toMillis());
        }
    }

    private synchronized void lingered() {
        lingering = null;
        boolean wanted = request.demand() == PipelineRequest.Demand.ALWAYS || fanout.hasReaders();
        if (!stopped && !wanted) {
            closeSource("Nobody watches");
            backoff.reset();
            announce(State.IDLE, "");
        }
    }

    private void open() {
        retry = null;
        Run next = new Run();
        run = next;
        opened++;
        boolean live = fanout.hasLiveReaders();
        Login login = account.login();
        next.source = fallback ? sources.openFallback(request, login, next) : sources.open(request, login, live, next);
    }

    private synchronized void reopen() {
        if (!stopped && run == null && retry != null) {
            open();
        }
    }

    private void closeSource(String reason) {
        cancel(retry);
        retry = null;
        Run current = run;
        run = null;
        if (current != null) {
            lostBefore += current.source.lost();
            current.source.stop();
        }
        fanout.interrupt(reason);
    }

    private synchronized void failed(Run failing, Failure failure) {
        if (run != failing) {
            return;
        }
        boolean streamed = failing.streamingSince != 0;
        if (streamed && System.nanoTime() - failing.streamingSince > STABLE_NANOS) {
            backoff.reset();
        }
        closeSource(failure.sentence());
        if (failure.kind() == Failure.Kind.REFUSED) {
            LOG.warn("{}: {}; it is not tried again with this password", request.name(), failure.sentence());
            successesBefore = account.successes();
            announce(State.REFUSED, failure.sentence());
            return;
        }
        if (status.state() != State.RETRYING || !status.detail().equals(failure.sentence())) {
            LOG.warn("{}: {}", request.name(), failure.sentence());
        }
        boolean wasFallback = fallback;
        chooseReader(failure, streamed);
        if (fallback && !wasFallback) {
            // Still the first try to whoever waits for a picture: they would take a retry for the device's failure.
            announce(State.CONNECTING, "");
            retry = schedule(this::reopen, 0);
        } else {
            announce(State.RETRYING, failure.sentence());
            retry = schedule(this::reopen, backoff.nextMillis());
        }
    }

    /** Whether the next try is ours or the other reader's. */
    private void chooseReader(Failure failure, boolean streamed) {
        if (fallback) {
            fallback = streamed;
            notUnderstood = 0;
        } else if (!streamed && sources.hasFallback(request)) {
            switch (failure.kind()) {
                case UNSUPPORTED -> fallback = true;
                case PROTOCOL -> fallback = ++notUnderstood >= PROTOCOL_TRIES;
                default -> notUnderstood = 0;
            }
        }
        if (fallback && !streamed) {
            LOG.info("{}: tries the FFmpeg reader", request.name());
        }
    }

    private ScheduledFuture<?> schedule(Runnable task, long millis) {
        try {
            return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null; // all ends
        }
    }

    private static void cancel(ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void announce(State state, String detail) {
        boolean sameState = status.state() == state;
        if (sameState && status.detail().equals(detail) && state != State.IDLE) {
            return;
        }
        status = new PipelineStatus(state, detail, sameState ? status.since() : clock.instant());
        PipelineRequest about = request;
        PipelineStatus news = status;
        announcer.announce(listener -> listener.pipelineChanged(about.camera(), about.stream(), news));
    }

    /** Asks whoever holds the device for a key frame, not more than twice a second. */
    void wantKeyFrame() {
        PipelineRequest about;
        synchronized (this) {
            long now = System.nanoTime();
            if (run == null || now - lastKeyFrameWanted < KEY_FRAME_NANOS) {
                return;
            }
            lastKeyFrameWanted = now;
            about = request;
        }
        announcer.announce(listener -> listener.keyFrameWanted(about.camera(), about.stream()));
    }

    synchronized StreamStatistics statistics() {
        Run current = run;
        StreamFanout.Figures figures = fanout.figures();
        return new StreamStatistics(
                request.stream(),
                request.camera(),
                status,
                current == null ? "" : current.transport,
                figures.tracks(),
                figures.packets() - before.packets(),
                figures.bytes() - before.bytes(),
                figures.bitsPerSecond(),
                figures.framesPerSecond(),
                figures.keyFrameSeconds(),
                lostBefore + (current == null ? 0 : current.source.lost()),
                figures.dropped() - before.dropped(),
                Math.max(0, opened - 1),
                figures.readers());
    }

    /** One opening of the source. What comes from an earlier one is ignored. */
    private final class Run implements SourceListener {

        private Source source;
        private volatile String transport = "";
        private long streamingSince;

        void live(boolean live) {
            source.live(live);
        }

        @Override
        public void opened(String by) {
            transport = by;
        }

        @Override
        public void format(StreamFormat format) {
            synchronized (Pipeline.this) {
                if (run != this) {
                    return;
                }
                fanout.start(this, format);
                PipelineRequest about = request;
                if (streamingSince == 0) {
                    streamingSince = System.nanoTime();
                    notUnderstood = 0;
                    LOG.info("{}: streams by {}", about.name(), transport);
                }
                boolean other = transport.equals("avformat");
                announce(State.STREAMING, other ? "Read by FFmpeg, for our reader does not understand the device" : "");
                announcer.announce(listener -> listener.formatChanged(about.camera(), about.stream(), format));
            }
        }

        @Override
        public void packet(Packet packet) {
            fanout.packet(this, packet);
        }

        @Override
        public void keyFrameWanted() {
            if (run == this) {
                wantKeyFrame();
            }
        }

        @Override
        public void ended(Failure failure) {
            failed(this, failure);
        }
    }
}
