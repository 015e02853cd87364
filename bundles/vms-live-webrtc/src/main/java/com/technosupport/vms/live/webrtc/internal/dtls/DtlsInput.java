package com.technosupport.vms.live.webrtc.internal.dtls;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The datagrams of one DTLS connection: the network thread puts them in, the thread of the handshake takes them out. Bounded:
 * what does not fit is lost, and DTLS sends it again; what claims to be larger than any handshake is dropped.
 */
final class DtlsInput implements DatagramTransport {

    /** More than any flight of a handshake has. */
    private static final int MAX_WAITING = 32;

    private static final int RECEIVE_LIMIT = 2048;
    /** With UDP's and IPv6's headers below 1280, which every path carries. */
    private static final int SEND_LIMIT = 1200;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final Consumer<byte[]> output;
    private boolean closed;

    DtlsInput(Consumer<byte[]> output) {
        this.output = output;
    }

    synchronized void put(byte[] datagram) {
        if (!closed && waiting.size() < MAX_WAITING && HandshakeSizes.fit(datagram)) {
            waiting.add(datagram);
            notifyAll();
        }
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public synchronized int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        long deadline = System.nanoTime() + waitMillis * 1_000_000L;
        while (waiting.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (closed) {
                throw new IOException("closed");
            }
            if (left <= 0) {
                return -1;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        byte[] datagram = waiting.remove();
        int count = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, buffer, offset, count);
        return count;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] datagram = new byte[length];
        System.arraycopy(buffer, offset, datagram, 0, length);
        output.accept(datagram);
    }

    /** A handshake that waits for more ends at once. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}
