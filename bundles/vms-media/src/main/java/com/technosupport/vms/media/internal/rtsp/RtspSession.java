package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream's session with its device, from OPTIONS to TEARDOWN (RFC 2326). All but {@link #stop} and {@link #live} happens on the
 * loop's thread; whatever goes wrong ends in one call of {@link SourceListener#ended}.
 */
public final class RtspSession
        implements Source, RtspLink.Owner, RtspLoop.Member, RtspRequests.Wire, RtspDialogue.Outcome {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSession.class);
    private static final int DEFAULT_PORT = 554;
    private static final int MAX_REDIRECTS = 3;
    private static final long REPORT_NANOS = 5_000_000_000L;
    private static final long FAREWELL_NANOS = 500_000_000L;

    /** Where a session is. */
    private enum Step {
        CONNECTING,
        TALKING,
        PLAYING,
        LEAVING,
        CLOSED
    }

    private final RtspLoop loop;
    private final String name;
    private final Login login;
    private final RtspTimes times;
    private final SourceListener listener;
    private final RtspSource.Transport wanted;
    private final Optional<ReplayOrder> replay;
    private boolean metadata;

    private URI uri;
    private String peer = "The camera";
    private InetSocketAddress address;
    private RtspLink link;
    private RtspRequests requests;
    private RtspTransport transport;
    private RtspDialogue dialogue;
    private Step step = Step.CONNECTING;
    private int redirects;
    private long stepDeadline;
    private long nextKeepAlive;
    private long nextReport;
    private long playingSince;
    private Instant arrival = Instant.EPOCH;
    private long arrivalNanos;
    private volatile boolean live;
    private volatile long lost;
    private volatile boolean finished;

    /**
     * Begins to open the stream; the listener hears how it goes.
     *
     * @param name for logs
     * @param address of the device, looked up already
     */
    public static RtspSession open(
            RtspLoop loop,
            String name,
            RtspSource source,
            InetSocketAddress address,
            Login login,
            RtspTimes times,
            boolean live,
            SourceListener listener) {
        RtspSession session = new RtspSession(loop, name, source, Optional.empty(), address, login, times, listener);
        session.live = live;
        loop.execute(session::connect);
        return session;
    }

    /** Begins to read the metadata alone, by TCP. Its packets are whole documents. */
    public static RtspSession metadata(
            RtspLoop loop,
            String name,
            RtspSource source,
            InetSocketAddress address,
            Login login,
            RtspTimes times,
            SourceListener listener) {
        RtspSource byTcp = new RtspSource(source.uri(), RtspSource.Transport.TCP);
        RtspSession session = new RtspSession(loop, name, byTcp, Optional.empty(), address, login, times, listener);
        session.metadata = true;
        loop.execute(session::connect);
        return session;
    }

    /** Begins to play what was recorded, by TCP. As {@link #open}, but that the listener may take its time, if the loop has no other. */
    public static RtspSession replay(
            RtspLoop loop,
            String name,
            RtspSource source,
            ReplayOrder replay,
            InetSocketAddress address,
            Login login,
            RtspTimes times,
            SourceListener listener) {
        RtspSource byTcp = new RtspSource(source.uri(), RtspSource.Transport.TCP);
        RtspSession session = new RtspSession(loop, name, byTcp, Optional.of(replay), address, login, times, listener);
        session.live = true;
        loop.execute(session::connect);
        return session;
    }

    private RtspSession(
            RtspLoop loop,
            String name,
            RtspSource source,
            Optional<ReplayOrder> replay,
            InetSocketAddress address,
            Login login,
            RtspTimes times,
            SourceListener listener) {
        this.loop = loop;
        this.name = name;
        this.uri = source.uri();
        this.wanted = source.transport();
        this.replay = replay;
        this.address = address;
        this.login = login;
        this.times = times;
        this.listener = listener;
    }

    /** The port that an address means. */
    public static int port(URI uri) {
        return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    }

    @Override
    public void stop() {
        loop.execute(this::leave);
    }

    @Override
    public void live(boolean now) {
        live = now;
        loop.execute(() -> {
            if (step == Step.PLAYING) {
                link.live(live);
            }
        });
    }

    @Override
    public long lost() {
        return lost;
    }

    /** Whether the device said that there is no more. */
    public boolean finished() {
        return finished;
    }

    private void connect() {
        if (step == Step.CLOSED) {
            return;
        }
        peer = uri.getHost() + ":" + address.getPort();
        step = Step.CONNECTING;
        stepDeadline = System.nanoTime() + times.connect().toNanos();
        link = new RtspLink(loop, this, peer);
        requests = new RtspRequests(
                this, peer, login, loop::execute, times.answer().toNanos());
        transport = new RtspTransport(loop, wanted, this::datagram, this::broken);
        dialogue = new RtspDialogue(name, uri, peer, requests, transport, link, listener, replay, metadata, this);
        loop.add(this);
        link.connect(address);
    }

    @Override
    public void connected() {
        step = Step.TALKING;
        dialogue.begin();
    }

    @Override
    public void redirected(URI target) {
        if (++redirects > MAX_REDIRECTS) {
            failed(new Failure(Failure.Kind.DEVICE, peer + " redirects again and again"));
            return;
        }
        uri = target;
        address = new InetSocketAddress(address.getAddress(), port(uri));
        link.close();
        transport.close();
        connect();
    }

    @Override
    public void playing() {
        step = Step.PLAYING;
        playingSince = System.nanoTime();
        nextKeepAlive = playingSince + dialogue.keepAliveNanos();
        nextReport = playingSince + REPORT_NANOS;
        transport.punch();
        link.live(live);
    }

    @Override
    public void message(RtspMessage message) {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        if (message.isResponse()) {
            requests.answer(message);
        } else if (message.startLine().contains("RTSP/")) {
            request(message);
        } else {
            failed(new Failure(Failure.Kind.PROTOCOL, peer + " speaks something other than RTSP"));
        }
    }

    private void request(RtspMessage message) {
        DeviceRequest request = DeviceRequest.of(message);
        write(request.answer());
        if (request.ends()) {
            finished = true;
            failed(new Failure(Failure.Kind.INTERRUPTED, peer + " ended the stream to begin it anew"));
        }
    }

    @Override
    public boolean knows(int channel) {
        return transport.track(channel) >= 0;
    }

    @Override
    public void reading() {
        arrival = loop.clock().instant();
        arrivalNanos = System.nanoTime();
    }

    @Override
    public void frame(int channel, ByteBuffer buffer, int start, int length) {
        int track = transport.track(channel);
        if (track >= 0) {
            media(track, transport.isControl(channel), buffer, start, length);
        }
    }

    private void datagram(int track, boolean control, ByteBuffer buffer, int length) {
        reading();
        media(track, control, buffer, 0, length);
    }

    private void media(int track, boolean control, ByteBuffer buffer, int start, int length) {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        RtspPlayback playback = dialogue.playback();
        if (track >= playback.size()) {
            return;
        }
        if (!control) {
            playback.rtp(track, buffer, start, length, arrival, arrivalNanos);
        } else if (playback.rtcp(track, buffer, start, length, arrivalNanos) && track == 0) {
            finished = true;
            failed(new Failure(Failure.Kind.INTERRUPTED, peer + " says that the stream ended"));
        }
    }

    @Override
    public void tick(Instant now, long nanos) {
        if (step == Step.CONNECTING || step == Step.LEAVING) {
            if (nanos - stepDeadline >= 0) {
                if (step == Step.LEAVING) {
                    dispose();
                } else {
                    long seconds = times.connect().toSeconds();
                    failed(new Failure(
                            Failure.Kind.UNREACHABLE, "No answer from " + peer + " within " + seconds + " s"));
                }
            }
            return;
        }
        requests.tick(nanos);
        if (step != Step.PLAYING) {
            return;
        }
        RtspPlayback playback = dialogue.playback();
        playback.tick(now, nanos);
        lost = playback.lost();
        watch(playback, nanos);
        if (step == Step.PLAYING && nanos - nextReport >= 0) {
            nextReport = nanos + REPORT_NANOS;
            for (int i = 0; i < playback.size(); i++) {
                transport.sendControl(i, playback.report(i, nanos), this::write);
            }
        }
        if (step == Step.PLAYING && nanos - nextKeepAlive >= 0 && requests.isIdle()) {
            nextKeepAlive = nanos + dialogue.keepAliveNanos();
            dialogue.keepAlive();
        }
    }

    private void watch(RtspPlayback playback, long nanos) {
        boolean any = playback.anyMedia();
        long since = any ? playback.lastMediaNanos() : playingSince;
        long patience = (any ? times.noVideo() : times.firstVideo()).toNanos();
        if (nanos - since > patience) {
            long seconds = patience / 1_000_000_000L;
            failed(new Failure(Failure.Kind.INTERRUPTED, "No video from " + peer + " for " + seconds + " s"));
            return;
        }
        long pictureSince = playback.anyPicture() ? playback.lastPictureNanos() : playingSince;
        if (playback.hasVideo() && nanos - pictureSince > times.noPicture().toNanos()) {
            long seconds = times.noPicture().toSeconds();
            failed(new Failure(
                    Failure.Kind.INTERRUPTED,
                    peer + " sends packets, but no new picture that can be shown, for " + seconds + " s"));
        }
    }

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
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        lost = dialogue.playback().lost();
        login.broke();
        leave();
        listener.ended(failure);
    }

    /** Says goodbye where there is somebody to say it to. */
    private void leave() {
        if (step == Step.CLOSED || step == Step.LEAVING) {
            return;
        }
        if (requests != null) {
            requests.end();
        }
        if (link == null || link.isClosed() || !dialogue.hasSession()) {
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
        step = Step.CLOSED;
        loop.remove(this);
        if (transport != null) {
            transport.close();
        }
        if (link != null) {
            link.close();
        }
    }

    @Override
    public void shutdown() {
        leave();
    }

    @Override
    public void broken(Throwable problem) {
        LOG.error("{}: reading failed by a defect", name, problem);
        failed(new Failure(Failure.Kind.INTERRUPTED, "Reading " + peer + " failed by a defect of this server"));
        dispose();
    }
}
