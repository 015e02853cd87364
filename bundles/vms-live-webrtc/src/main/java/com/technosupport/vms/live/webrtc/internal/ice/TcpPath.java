package com.technosupport.vms.live.webrtc.internal.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * A connection that the peer opened (RFC 6544, passive side), with each packet behind its length in two bytes (RFC 4571). Read
 * by the network thread alone; sending is safe from any thread.
 */
final class TcpPath implements Path {

    /** Nothing a browser sends is longer: DTLS flights are cut to the path's size, and RTCP is small. */
    static final int MAX_FRAME = 2048;

    /** More than this waiting is seconds of video that nobody wants to see late. */
    private static final int CONGESTED_BYTES = 128 << 10;

    private static final int MAX_QUEUED_BYTES = 1 << 20;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final InetSocketAddress remote;
    private final long opened;
    private final ByteBuffer input = ByteBuffer.allocate(4 * (MAX_FRAME + 2));
    private final byte[] frame = new byte[MAX_FRAME];

    private final Queue<ByteBuffer> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean closed;

    private volatile boolean validated;
    private volatile boolean released;
    private volatile long lastRead;

    TcpPath(SocketChannel channel, SelectionKey key, InetSocketAddress remote, long now) {
        this.channel = channel;
        this.key = key;
        this.remote = remote;
        this.opened = now;
        this.lastRead = now;
    }

    /** Reads what is there; false when the connection is at its end or does not keep to the framing. */
    boolean read(PacketHandler handler, long now) throws IOException {
        int count = channel.read(input);
        if (count < 0) {
            return false;
        }
        lastRead = now;
        input.flip();
        boolean framed = split(input, frame, length -> handler.packet(this, frame, length));
        input.compact();
        return framed;
    }

    /**
     * Takes the whole frames out of what has come.
     *
     * @param frame where each is put
     * @param handler takes the length of each
     * @return false when it is no framing, or a frame is too long
     */
    static boolean split(ByteBuffer input, byte[] frame, IntConsumer handler) {
        while (input.remaining() >= 2) {
            int length = input.getShort(input.position()) & 0xffff;
            if (length > MAX_FRAME) {
                return false;
            }
            if (input.remaining() < 2 + length) {
                break;
            }
            input.position(input.position() + 2);
            input.get(frame, 0, length);
            if (length > 0) {
                handler.accept(length);
            }
        }
        return true;
    }

    @Override
    public boolean send(ByteBuffer datagram) {
        try {
            return enqueue(datagram);
        } finally {
            datagram.position(datagram.limit());
        }
    }

    private synchronized boolean enqueue(ByteBuffer datagram) {
        int length = datagram.remaining();
        if (closed || length > 0xffff || queuedBytes + length + 2 > MAX_QUEUED_BYTES) {
            return false;
        }
        ByteBuffer framed = ByteBuffer.allocate(length + 2);
        framed.putShort((short) length).put(datagram).flip();
        try {
            if (queue.isEmpty()) {
                channel.write(framed);
            }
        } catch (IOException e) {
            // The network thread sees the same at its next read, and closes.
            return false;
        }
        if (framed.hasRemaining()) {
            queue.add(framed);
            queuedBytes += framed.remaining();
            key.interestOpsOr(SelectionKey.OP_WRITE);
            key.selector().wakeup();
        }
        return true;
    }

    /** Writes what waits, as far as the system takes it. */
    synchronized void flush() throws IOException {
        for (ByteBuffer next = queue.peek(); next != null; next = queue.peek()) {
            queuedBytes -= channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            queue.remove();
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public synchronized boolean congested() {
        return queuedBytes > CONGESTED_BYTES;
    }

    @Override
    public void validated() {
        validated = true;
    }

    @Override
    public void release() {
        released = true;
    }

    boolean isValidated() {
        return validated;
    }

    boolean isReleased() {
        return released;
    }

    long opened() {
        return opened;
    }

    long lastRead() {
        return lastRead;
    }

    synchronized void close() {
        closed = true;
        queue.clear();
        queuedBytes = 0;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }

    @Override
    public String description() {
        return "tcp " + Addresses.text(remote);
    }
}
