package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.media.internal.source.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/** The TCP connection of one session: bytes in and out, bounded both ways. Used by the loop's thread only. */
final class RtspLink implements RtspLoop.Handler {

    /** What one visit reads at most, so that no camera keeps the others waiting. */
    private static final int BUDGET = 256 << 10;

    private static final int MAX_UNSENT = 64 << 10;

    /** The session behind it. */
    interface Owner extends RtspFraming.Output {

        void connected();

        /** Bytes came. */
        void reading();

        void closed(Failure failure);

        void broken(Throwable problem);
    }

    private final RtspLoop loop;
    private final Owner owner;
    private final RtspFraming framing;
    private final String peer;
    private SocketChannel channel;
    private SelectionKey atOnce;
    private SelectionKey byTick;
    private boolean live = true;
    private boolean closed;
    private boolean finishing;
    private byte[] rest = new byte[2048];
    private int restLength;
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private int unsentBytes;

    RtspLink(RtspLoop loop, Owner owner, String peer) {
        this.loop = loop;
        this.owner = owner;
        this.framing = new RtspFraming(owner);
        this.peer = peer;
    }

    void connect(InetSocketAddress address) {
        connect(address, 0);
    }

    /** @param sendBuffer bytes that the system keeps at most of what is not sent yet, so that it is not late; 0 for as many as usual */
    void connect(InetSocketAddress address, int sendBuffer) {
        try {
            channel = SocketChannel.open();
            if (sendBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            boolean done = channel.connect(address);
            atOnce = channel.register(loop.immediate(), done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            byTick = channel.register(loop.ticked(), 0, this);
            if (done) {
                owner.connected();
            }
        } catch (IOException | RuntimeException e) {
            fail(new Failure(Failure.Kind.UNREACHABLE, "No connection to " + peer + " can be made"));
        }
    }

    InetAddress remoteAddress() {
        return channel.socket().getInetAddress();
    }

    InetAddress localAddress() {
        return channel.socket().getLocalAddress();
    }

    /** Whether it is read at once, or by tick. */
    void live(boolean now) {
        if (live != now && !closed && channel != null && channel.isConnected()) {
            live = now;
            interest();
        }
    }

    private void interest() {
        int wanted = SelectionKey.OP_READ | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE);
        boolean immediate = live || finishing;
        setInterest(atOnce, immediate ? wanted : 0);
        setInterest(byTick, immediate ? 0 : wanted);
    }

    private static void setInterest(SelectionKey key, int operations) {
        if (key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) {
        if (closed) {
            return;
        }
        if (key.isConnectable()) {
            finishConnect();
            return;
        }
        if (key.isWritable()) {
            flush();
        }
        if (!closed && key.isReadable()) {
            read(scratch);
        }
    }

    private void finishConnect() {
        try {
            channel.finishConnect();
        } catch (IOException e) {
            String why = e instanceof ConnectException ? " refuses the connection" : " cannot be reached";
            fail(new Failure(Failure.Kind.UNREACHABLE, peer + why));
            return;
        }
        atOnce.interestOps(SelectionKey.OP_READ);
        owner.connected();
    }

    private void read(ByteBuffer scratch) {
        scratch.clear();
        scratch.put(rest, 0, restLength);
        scratch.limit(Math.min(scratch.capacity(), restLength + BUDGET));
        int read;
        try {
            read = channel.read(scratch);
        } catch (IOException e) {
            fail(new Failure(Failure.Kind.INTERRUPTED, peer + " broke the connection"));
            return;
        }
        if (read < 0) {
            fail(new Failure(Failure.Kind.INTERRUPTED, peer + " closed the connection"));
            return;
        }
        if (read == 0 || finishing) {
            return;
        }
        int limit = scratch.position();
        owner.reading();
        int used;
        try {
            used = framing.take(scratch, limit);
        } catch (RtspFraming.NotRtspException e) {
            fail(new Failure(Failure.Kind.PROTOCOL, peer + " sent " + e.getMessage()));
            return;
        }
        keepRest(scratch, used, limit);
    }

    private void keepRest(ByteBuffer scratch, int from, int limit) {
        restLength = limit - from;
        if (restLength > rest.length) {
            rest = new byte[restLength + 2048];
        } else if (rest.length > 16 << 10 && restLength < 2048) {
            rest = new byte[2048];
        }
        scratch.get(from, rest, 0, restLength);
    }

    /** Sends, or keeps what the socket does not take now. */
    void write(byte[] bytes) {
        if (closed || finishing) {
            return;
        }
        if (unsentBytes + bytes.length > MAX_UNSENT) {
            fail(new Failure(Failure.Kind.INTERRUPTED, peer + " does not read what we send"));
            return;
        }
        unsent.add(ByteBuffer.wrap(bytes));
        unsentBytes += bytes.length;
        flush();
    }

    /** What the socket has not taken. */
    int unsentBytes() {
        return unsentBytes;
    }

    private void flush() {
        try {
            while (!unsent.isEmpty()) {
                ByteBuffer next = unsent.peek();
                unsentBytes -= channel.write(next);
                if (next.hasRemaining()) {
                    break;
                }
                unsent.remove();
            }
        } catch (IOException e) {
            fail(new Failure(Failure.Kind.INTERRUPTED, peer + " broke the connection"));
            return;
        }
        interest();
    }

    private void fail(Failure failure) {
        if (!closed) {
            close();
            owner.closed(failure);
        }
    }

    /** After the last words: so that they are not lost, all that still comes is read and thrown away, until {@link #close}. */
    void finish() {
        if (closed || !channel.isConnected()) {
            close();
            return;
        }
        finishing = true;
        try {
            channel.shutdownOutput();
            interest();
        } catch (IOException e) {
            close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        rest = new byte[0];
        restLength = 0;
        unsent.clear();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing more can be done about this socket.
            }
        }
    }

    @Override
    public void broken(Throwable problem) {
        close();
        owner.broken(problem);
    }
}
