package com.technosupport.vms.live.webrtc.internal.dtls;

import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handshake with ourselves. The first one loads hundreds of classes and costs some 400 ms, the next 20: the first viewer
 * should not be the one who waits.
 */
public final class DtlsWarmUp implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DtlsWarmUp.class);

    private final DtlsIdentity identity;
    private final Executor executor;

    /**
     * @param executor for the server's side; must have a thread besides the one that this runs on
     */
    public DtlsWarmUp(DtlsIdentity identity, Executor executor) {
        this.identity = identity;
        this.executor = executor;
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        DtlsConnection[] server = new DtlsConnection[1];
        DtlsInput client = new DtlsInput(datagram -> server[0].received(datagram));
        server[0] = new DtlsConnection(identity, executor, client::put, new DtlsConnection.Listener() {
            @Override
            public void established(SrtpKeyMaterial keys) {
                LOG.debug("Warm-up handshake with {}", keys.profile());
            }

            @Override
            public void failed(String reason) {
                LOG.debug("Warm-up handshake: {}", reason);
            }

            @Override
            public void ended() {
                // The client's goodbye.
            }
        });
        server[0].expect(List.of(identity.fingerprint()));
        try {
            new DTLSClientProtocol()
                    .connect(
                            new DtlsClient(identity, identity.fingerprint(), SrtpProfile.AEAD_AES_128_GCM) {
                                @Override
                                public int getHandshakeTimeoutMillis() {
                                    return 10_000;
                                }
                            },
                            client)
                    .close();
            LOG.debug("Warmed up in {} ms", (System.nanoTime() - start) / 1_000_000);
        } catch (IOException | RuntimeException e) {
            // The viewers' own handshakes will tell whether anything is wrong.
            LOG.debug("Warm-up", e);
        } finally {
            server[0].close();
        }
    }
}
