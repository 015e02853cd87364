package com.technosupport.vms.live.webrtc.internal.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsConnection;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsIdentity;
import com.technosupport.vms.live.webrtc.internal.ice.IceCredentials;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.ice.TestChecks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/**
 * Whatever comes over a path that no check has proved: nothing is sent back, no handshake begins, and nothing of it stays. So nobody
 * can make this server send to a third, let alone more than it was sent.
 */
class StrangerFuzzTest {

    private static final DtlsIdentity IDENTITY = DtlsIdentity.create(Clock.systemUTC());
    private static final IceCredentials CREDENTIALS =
            new IceCredentials("fragmentOfOurs", "aPasswordThatNoStrangerWasTold");

    private static final class Stranger implements Path {

        @Override
        public boolean send(ByteBuffer datagram) {
            throw new IllegalStateException("a stranger is answered");
        }

        @Override
        public void validated() {
            throw new IllegalStateException("a stranger counts as proved");
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public boolean congested() {
            return false;
        }

        @Override
        public void release() {}

        @Override
        public String description() {
            return "";
        }
    }

    private static final class Nobody implements Session.Owner {

        @Override
        public void connected(Session session) {
            throw new IllegalStateException("a stranger is connected");
        }

        @Override
        public void ended(Session session, LiveState state, LiveReason reason) {
            throw new IllegalStateException("a stranger ends a session: " + reason.text());
        }
    }

    @FuzzTest(maxDuration = "2m")
    void strangers(byte[] data) {
        Demultiplexer demultiplexer = new Demultiplexer(() -> {});
        Session session = new Session(
                LiveSessionId.next(Clock.systemUTC()),
                new Talking(new TalkRequest(Set.of(Codec.PCMU), (codec, frame) -> {}), Runnable::run),
                CREDENTIALS,
                (output, listener) -> new DtlsConnection(
                        IDENTITY,
                        work -> {
                            throw new IllegalStateException("a stranger begins a handshake");
                        },
                        output,
                        listener),
                Instant.EPOCH,
                new Nobody());
        demultiplexer.add(session);
        Path stranger = new Stranger();
        if (data.length > 0) {
            demultiplexer.packet(stranger, data.clone(), data.length);
        }
        // A check that is right but for its password, and for what the data changes of it.
        byte[] check = TestChecks.request(CREDENTIALS.fragment() + ":remote", "another password");
        demultiplexer.packet(stranger, check.clone(), check.length);
        for (int i = 0; i + 1 < data.length; i += 2) {
            check[(data[i] & 0xff) % check.length] = data[i + 1];
        }
        demultiplexer.packet(stranger, check, check.length);
        demultiplexer.tick();
        if (session.path() != null) {
            throw new IllegalStateException("a stranger left a path behind");
        }
    }
}
