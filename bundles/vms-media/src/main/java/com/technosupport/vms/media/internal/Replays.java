package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.ReplayPlayer;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.rtsp.ReplayOrder;
import com.technosupport.vms.media.internal.rtsp.RtspLoop;
import com.technosupport.vms.media.internal.rtsp.RtspSession;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.LoginGate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/**
 * Plays recorded footage, each by a thread of its own: the one who takes it may be slow, and then the device waits and no camera. A few at
 * a time, since each costs its device and the network as much as the recording is fast.
 */
final class Replays implements ReplayPlayer, AutoCloseable {

    private static final int MOST = 4;

    /** Over the time that the stretch took when it was recorded; devices start slowly, and some play at that pace. */
    private static final Duration SPARE = Duration.ofSeconds(60);

    private final BiFunction<URI, Credential, LoginGate.Member> accounts;
    private final RtspTimes times;
    private final long bytesPerSecond;
    private final Clock clock;
    private final Semaphore free = new Semaphore(MOST);
    private final Set<ReplayRun> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param accounts the devices' accounts, shared with the live streams
     * @param bytesPerSecond that one device is read with at most
     */
    Replays(BiFunction<URI, Credential, LoginGate.Member> accounts, RtspTimes usual, long bytesPerSecond, Clock clock) {
        this.accounts = accounts;
        // A recorder starts its disks first, and looks for what it plays.
        this.times = new RtspTimes(
                usual.connect(), usual.answer().multipliedBy(2), Duration.ofSeconds(20), Duration.ofSeconds(20));
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
    }

    @Override
    public Optional<Span> play(String name, Replay replay, Credential credential, Span wanted, FootageSink sink)
            throws InterruptedException {
        Objects.requireNonNull(sink, "sink");
        URI uri = replay.source().uri();
        if (!uri.getScheme().toLowerCase(Locale.ROOT).equals("rtsp")) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "Recordings are not read over TLS");
        }
        InetSocketAddress address = address(uri);
        if (!free.tryAcquire()) {
            throw new VmsException(ErrorCode.BUSY, "Recordings of " + MOST + " devices are being read already");
        }
        LoginGate.Member account = accounts.apply(uri, credential);
        ReplayRun run = new ReplayRun(name, wanted, sink, bytesPerSecond);
        running.add(run);
        try (RtspLoop loop = new RtspLoop("vms-media-replay-" + name, clock)) {
            if (closed) {
                throw ended();
            }
            RtspSession session = RtspSession.replay(
                    loop,
                    name,
                    replay.source(),
                    new ReplayOrder(replay, wanted.start()),
                    address,
                    account.login(),
                    times,
                    run);
            return run.await(
                    session, Duration.between(wanted.start(), wanted.end()).plus(SPARE));
        } catch (IOException e) {
            throw new VmsException(ErrorCode.INTERNAL, "No reader can be started", e);
        } finally {
            running.remove(run);
            account.leave();
            free.release();
        }
    }

    static VmsException ended() {
        return new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The server ends");
    }

    private static InetSocketAddress address(URI uri) {
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        try {
            return new InetSocketAddress(InetAddress.getByName(host), RtspSession.port(uri));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "No host is known by the name " + host, e);
        }
    }

    /** Ends those that run; their callers hear so. */
    @Override
    public void close() {
        closed = true;
        running.forEach(ReplayRun::end);
    }
}
