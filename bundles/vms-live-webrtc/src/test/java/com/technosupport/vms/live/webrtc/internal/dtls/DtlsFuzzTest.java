package com.technosupport.vms.live.webrtc.internal.dtls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * What may come to our side of a handshake over a path that a check has proved: from a viewer, or from whoever forges its address.
 * Whatever it is, the handshake ends, or waits no longer than its time, and takes no more memory than a genuine one.
 */
class DtlsFuzzTest {

    private static final DtlsIdentity SERVER = DtlsIdentity.create(Clock.systemUTC());
    private static final DtlsIdentity CLIENT = DtlsIdentity.create(Clock.systemUTC());
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A genuine handshake takes less than a quarter of it; one lie of 16 MiB that is believed takes more. */
    private static final long MAX_BYTES = 14 << 20;

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** There is no more to read. */
    private static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What the server reads: hostile datagrams, before, between and after genuine ones. */
    private static final class Feed implements DatagramTransport {

        private final Queue<byte[]> hostile;
        private final BlockingQueue<byte[]> genuine;
        private final DtlsInput input;
        private boolean hostilesTurn = true;

        /**
         * @param genuine null for none; an empty one for its end
         */
        Feed(List<byte[]> hostile, BlockingQueue<byte[]> genuine, DtlsInput input) {
            this.hostile = new ArrayDeque<>(hostile);
            this.genuine = genuine;
            this.input = input;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            while (input.isEmpty()) {
                input.put(next());
            }
            return input.receive(buffer, offset, length, 0);
        }

        private byte[] next() {
            boolean mine = hostilesTurn && !hostile.isEmpty();
            hostilesTurn = !hostilesTurn;
            if (mine) {
                return hostile.remove();
            }
            if (genuine == null) {
                if (hostile.isEmpty()) {
                    throw new Over();
                }
                return hostile.remove();
            }
            try {
                // Asked again by the library where its peer waits for a repetition: so long it may wait.
                byte[] datagram = genuine.poll(3, TimeUnit.SECONDS);
                if (datagram == null || datagram.length == 0) {
                    throw new Over();
                }
                return datagram;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Over();
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            input.send(buffer, offset, length);
        }

        @Override
        public int getReceiveLimit() {
            return input.getReceiveLimit();
        }

        @Override
        public int getSendLimit() {
            return input.getSendLimit();
        }

        @Override
        public void close() {
            input.close();
        }
    }

    /** Pieces of the data, each behind two bytes of its length. */
    private static List<byte[]> pieces(byte[] data) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (data.length - at > 2 && pieces.size() < 64) {
            int length = Math.min(BigEndian.u16(data, at) % 2048, data.length - at - 2);
            byte[] piece = new byte[length];
            System.arraycopy(data, at + 2, piece, 0, length);
            pieces.add(piece);
            at += 2 + length;
        }
        return pieces;
    }

    /** As a message of a handshake, whole and in its turn: the first byte is its type. */
    private static byte[] message(byte[] piece, int number) {
        int body = Math.max(0, piece.length - 1);
        byte[] datagram = new byte[13 + 12 + body];
        datagram[0] = HandshakeSizes.HANDSHAKE;
        BigEndian.put16(datagram, 1, 0xfefd);
        BigEndian.put32(datagram, 7, number);
        BigEndian.put16(datagram, 11, 12 + body);
        datagram[13] = piece.length == 0 ? 1 : piece[0];
        BigEndian.put16(datagram, 15, body);
        BigEndian.put16(datagram, 17, number);
        BigEndian.put16(datagram, 23, body);
        System.arraycopy(piece, piece.length - body, datagram, 25, body);
        return datagram;
    }

    private static void serve(List<byte[]> datagrams) {
        long taken = bytes(datagrams);
        // The first that comes to some place loads classes there, which is no handshake's.
        if (taken > MAX_BYTES) {
            taken = bytes(datagrams);
        }
        require(taken);
    }

    private static long bytes(List<byte[]> datagrams) {
        return serve(new Feed(datagrams, null, new DtlsInput(datagram -> {})));
    }

    private static void require(long bytes) {
        if (bytes > MAX_BYTES) {
            throw new IllegalStateException("a handshake took " + bytes + " bytes");
        }
    }

    /** @return how many bytes it took */
    private static long serve(Feed feed) {
        long bytes = MEMORY.getCurrentThreadAllocatedBytes();
        long nanos = System.nanoTime();
        try {
            new WaryServerProtocol().accept(new DtlsServer(SERVER, List.of(CLIENT.fingerprint())), feed);
        } catch (IOException | Over e) {
            if (e instanceof TlsFatalAlert && e.getCause() instanceof Error error) {
                throw error;
            }
        }
        if (System.nanoTime() - nanos > MAX_NANOS) {
            throw new IllegalStateException("a handshake does not end");
        }
        return MEMORY.getCurrentThreadAllocatedBytes() - bytes;
    }

    /** Nobody but the stranger. */
    @FuzzTest(maxDuration = "2m")
    void hello(byte[] data) {
        List<byte[]> raw = pieces(data);
        serve(raw);
        List<byte[]> messages = new ArrayList<>();
        raw.forEach(piece -> messages.add(message(piece, messages.size())));
        serve(messages);
    }

    /** A genuine viewer, and a stranger who throws in what it likes, such as what the viewer sent, changed. */
    @FuzzTest(maxDuration = "2m")
    void thrownIn(byte[] data) throws InterruptedException {
        long taken = handshake(pieces(data));
        require(taken > MAX_BYTES ? handshake(pieces(data)) : taken);
    }

    /** @return how many bytes the server's side took */
    private static long handshake(List<byte[]> hostile) throws InterruptedException {
        BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
        DtlsInput viewer = new DtlsInput(toServer::add);
        DtlsInput server = new DtlsInput(viewer::put);
        Thread client = new Thread(
                () -> {
                    try {
                        new DTLSClientProtocol()
                                .connect(
                                        new DtlsClient(CLIENT, SERVER.fingerprint(), SrtpProfile.AEAD_AES_128_GCM),
                                        viewer)
                                .close();
                    } catch (IOException | RuntimeException e) {
                        // The stranger has ended it.
                    } finally {
                        toServer.add(new byte[0]);
                    }
                },
                "fuzz-client");
        client.start();
        long taken;
        try {
            taken = serve(new Feed(hostile, toServer, server));
        } finally {
            viewer.close();
            client.join(TimeUnit.SECONDS.toMillis(20));
        }
        if (client.isAlive()) {
            throw new IllegalStateException("the viewer's side does not end");
        }
        return taken;
    }
}
