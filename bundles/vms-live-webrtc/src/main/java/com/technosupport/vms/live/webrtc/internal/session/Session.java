package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsConnection;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.ice.IceCredentials;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.rtp.RtpSender;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import com.technosupport.vms.live.webrtc.internal.srtp.RtcpUnprotector;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One viewer's connection: its paths, its keys, its sender. What comes from the network is given by the network thread, the
 * handshake runs on threads of its own, and sending on a {@link SendLoop}.
 */
final class Session implements DtlsConnection.Listener {

    /** What a session tells its owner. */
    interface Owner {

        /** Called by any thread; must not wait. */
        void connected(Session session);

        /** Called once, by any thread; must not wait. */
        void ended(Session session, LiveState state, String reason);
    }

    private enum Phase {
        NEW,
        CONNECTED,
        ENDED
    }

    private static final int MAX_FEEDBACK_WAITING = 32;

    private final LiveSessionId id;
    private final LiveStream stream;
    private final SendLoop loop;
    private final IceCredentials credentials;
    private final RtpSender.Source source;
    private final Clock clock;
    private final Owner owner;
    private final DtlsConnection dtls;
    private final SecureRandom random;
    private final Instant since;
    private final long created = System.nanoTime();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private final AtomicInteger feedbackWaiting = new AtomicInteger();
    private volatile RemotePeer peer;
    private volatile Path path;
    private volatile long lastCheck = created;
    private volatile long connectedAt;
    private volatile RtpSender sender;
    private volatile RtcpUnprotector rtcp;

    Session(
            LiveSessionId id,
            LiveStream stream,
            SendLoop loop,
            IceCredentials credentials,
            RtpSender.Source source,
            DtlsConnectionFactory handshakes,
            SecureRandom random,
            Clock clock,
            Owner owner) {
        this.id = id;
        this.stream = stream;
        this.loop = loop;
        this.credentials = credentials;
        this.source = source;
        this.random = random;
        this.clock = clock;
        this.owner = owner;
        this.since = clock.instant();
        this.dtls = handshakes.open(this::sendDtls, this);
    }

    /** Makes the DTLS side of a session. */
    @FunctionalInterface
    interface DtlsConnectionFactory {
        DtlsConnection open(java.util.function.Consumer<byte[]> output, DtlsConnection.Listener listener);
    }

    LiveSessionId id() {
        return id;
    }

    LiveStream stream() {
        return stream;
    }

    IceCredentials credentials() {
        return credentials;
    }

    /** The viewer's SDP is known. False when it was known before. */
    synchronized boolean meet(RemotePeer remote) {
        if (peer != null) {
            return false;
        }
        peer = remote;
        dtls.expect(remote.fingerprints());
        return true;
    }

    boolean met() {
        return peer != null;
    }

    /** Whether a check that names this user fragment may come from the viewer; before its answer has come, any may. */
    boolean mayBe(String remoteFragment) {
        RemotePeer known = peer;
        return known == null || known.iceFragment().equals(remoteFragment);
    }

    /** The viewer's check over this path was authentic. */
    void checked(Path checked, boolean nominated, long now) {
        lastCheck = now;
        if (path == null || nominated) {
            path = checked;
        }
    }

    /** The path in use; null before the first check. */
    Path path() {
        return path;
    }

    void dtls(byte[] bytes, int length) {
        dtls.received(Arrays.copyOf(bytes, length));
    }

    private void sendDtls(byte[] datagram) {
        Path way = path;
        if (way != null) {
            way.send(ByteBuffer.wrap(datagram));
        }
    }

    /** By the network thread. */
    void rtcp(byte[] bytes, int length) throws GeneralSecurityException {
        RtcpUnprotector unprotector = rtcp;
        RtpSender sending = sender;
        if (unprotector == null || sending == null || feedbackWaiting.get() >= MAX_FEEDBACK_WAITING) {
            return;
        }
        int plain = unprotector.unprotect(bytes, length);
        if (plain > 0) {
            byte[] copy = Arrays.copyOf(bytes, plain);
            feedbackWaiting.incrementAndGet();
            loop.execute(() -> {
                feedbackWaiting.decrementAndGet();
                sending.feedback(copy, copy.length);
            });
        }
    }

    @Override
    public void established(SrtpKeyMaterial keys) {
        RemotePeer known = peer;
        try {
            RtpSender.Source negotiated = new RtpSender.Source(
                    source.ssrc(), known.payloadType(), known.playoutDelayExtension(), source.name());
            RtpSender created = new RtpSender(
                    negotiated,
                    keys,
                    this::path,
                    clock,
                    loop.buffer(),
                    random.nextInt(1 << 15),
                    random.nextInt(),
                    this::resync);
            rtcp = new RtcpUnprotector(keys.clientRtcp());
            sender = created;
        } catch (GeneralSecurityException e) {
            end(LiveState.FAILED, "The keys of the encrypted connection could not be used");
            return;
        }
        connectedAt = System.nanoTime();
        if (phase.compareAndSet(Phase.NEW, Phase.CONNECTED)) {
            owner.connected(this);
            stream.add(loop, sender);
            if (phase.get() == Phase.ENDED) {
                // Ended meanwhile, perhaps before the line above.
                stream.remove(loop, sender);
            }
        }
    }

    private void resync() {
        stream.resync(loop, sender);
    }

    @Override
    public void failed(String reason) {
        end(LiveState.FAILED, reason);
    }

    @Override
    public void ended() {
        end(LiveState.CLOSED, "The viewer ended it");
    }

    /** Ends it; what is left to be done is done by {@link #dispose}. */
    void end(LiveState state, String reason) {
        if (phase.getAndSet(Phase.ENDED) != Phase.ENDED) {
            owner.ended(this, state, reason);
        }
    }

    /** Lets go of the stream and says goodbye to the viewer. After {@link #end}. */
    void dispose() {
        RtpSender sending = sender;
        if (sending != null) {
            stream.remove(loop, sending);
        }
        dtls.close();
    }

    boolean isConnected() {
        return phase.get() == Phase.CONNECTED;
    }

    long nanosSinceCreation(long now) {
        return now - created;
    }

    long nanosSinceConnection(long now) {
        return now - connectedAt;
    }

    /** Since the viewer last proved that it still wants to receive (RFC 7675). */
    long nanosSinceCheck(long now) {
        return now - lastCheck;
    }

    RtpSender.Figures figures() {
        RtpSender sending = sender;
        return sending == null ? new RtpSender.Figures(0, 0, 0, 0, 0) : sending.figures();
    }

    LiveSessionInfo info() {
        RtpSender.Figures figures = figures();
        Path way = path;
        return new LiveSessionInfo(
                id,
                stream.id(),
                isConnected(),
                since,
                way == null ? "" : way.description(),
                figures.packets(),
                figures.bytes(),
                figures.lost(),
                figures.resent());
    }
}
