package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsConnection;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.ice.IceCredentials;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One viewer's connection: its paths and its keys; what goes over it is a {@link Content}. What comes from the network is given by
 * the network thread, the handshake runs on threads of its own.
 */
final class Session implements DtlsConnection.Listener {

    /** What a session tells its owner. */
    interface Owner {

        /** Called by any thread; must not wait. */
        void connected(Session session);

        /** Called once, by any thread; must not wait. */
        void ended(Session session, LiveState state, LiveReason reason);
    }

    /** Makes the DTLS side of a session. */
    @FunctionalInterface
    interface DtlsConnectionFactory {
        DtlsConnection open(Consumer<byte[]> output, DtlsConnection.Listener listener);
    }

    private enum Phase {
        NEW,
        CONNECTED,
        ENDED
    }

    private final LiveSessionId id;
    private final Content content;
    private final IceCredentials credentials;
    private final Owner owner;
    private final DtlsConnection dtls;
    private final Instant since;
    private final long created = System.nanoTime();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile RemotePeer peer;
    private volatile Path path;
    private volatile long lastCheck = created;

    Session(
            LiveSessionId id,
            Content content,
            IceCredentials credentials,
            DtlsConnectionFactory handshakes,
            Instant since,
            Owner owner) {
        this.id = id;
        this.content = content;
        this.credentials = credentials;
        this.owner = owner;
        this.since = since;
        this.dtls = handshakes.open(this::sendDtls, this);
    }

    LiveSessionId id() {
        return id;
    }

    Content content() {
        return content;
    }

    Instant since() {
        return since;
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
        content.rtcp(bytes, length);
    }

    /** By the network thread. */
    void rtp(byte[] bytes, int length) throws GeneralSecurityException {
        content.rtp(bytes, length);
    }

    @Override
    public void established(SrtpKeyMaterial keys) {
        try {
            content.established(this, peer, keys);
        } catch (GeneralSecurityException e) {
            end(
                    LiveState.FAILED,
                    LiveReason.of(
                            LiveReason.Code.ENCRYPTION_FAILED,
                            "The keys of the encrypted connection could not be used"));
            return;
        }
        if (phase.compareAndSet(Phase.NEW, Phase.CONNECTED)) {
            content.begin();
            owner.connected(this);
        }
    }

    @Override
    public void failed(String reason) {
        end(LiveState.FAILED, LiveReason.of(LiveReason.Code.ENCRYPTION_FAILED, reason));
    }

    @Override
    public void ended() {
        end(LiveState.CLOSED, LiveReason.of(LiveReason.Code.HUNG_UP, "The viewer ended it"));
    }

    /** Ends it; what is left to be done is done by {@link #dispose}. */
    void end(LiveState state, LiveReason reason) {
        if (phase.getAndSet(Phase.ENDED) != Phase.ENDED) {
            owner.ended(this, state, reason);
        }
    }

    /** Lets go of its content and says goodbye to the viewer. After {@link #end}. */
    void dispose() {
        content.dispose();
        dtls.close();
    }

    boolean isConnected() {
        return phase.get() == Phase.CONNECTED;
    }

    long nanosSinceCreation(long now) {
        return now - created;
    }

    /** Since the viewer last proved that it still wants to receive (RFC 7675). */
    long nanosSinceCheck(long now) {
        return now - lastCheck;
    }
}
