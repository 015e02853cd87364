package com.technosupport.vms.simulator.internal.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A TCP connection of a client: bytes in, to a protocol; bytes out, through a queue that knows how long it is. The protocol decides
 * what to leave out when a client reads too slowly. Used by its event loop alone.
 */
public final class Connection implements EventLoop.Ready {
    /** Small, so that a client that does not read is noticed here and not only in the kernel's buffers. */
    private static final int SEND_BUFFER = 256 * 1024;

    private static final int FIRST_READ_BUFFER = 4096;

    /** What reads a connection. */
    public interface Protocol {
        /** Takes whole messages out of the buffer, and leaves the rest. */
        void received(ByteBuffer in) throws IOException;

        /** Called once, when the connection ended. */
        void closed();
    }

    private final EventLoop loop;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private final int readLimit;
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private ByteBuffer in = ByteBuffer.allocate(FIRST_READ_BUFFER);
    private SelectionKey key;
    private Protocol protocol;
    private long queued;
    private long lastRead = System.nanoTime();
    private long lastProgress = lastRead;
    private boolean closeWhenWritten;
    private boolean closed;
    private Runnable whenDrained;

    public Connection(EventLoop loop, SocketChannel channel, int readLimit) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.readLimit = readLimit;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        remote = (InetSocketAddress) channel.getRemoteAddress();
        local = (InetSocketAddress) channel.getLocalAddress();
    }

    public void start(Protocol reader) throws IOException {
        protocol = reader;
        key = loop.register(channel, SelectionKey.OP_READ, this);
    }

    public EventLoop loop() {
        return loop;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    public InetSocketAddress local() {
        return local;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Bytes that wait to be written. */
    public long queued() {
        return queued;
    }

    /** When the client last sent something, in {@link System#nanoTime}. */
    public long lastRead() {
        return lastRead;
    }

    /** Nanoseconds for which bytes have been waiting without any being taken; 0 when none wait. */
    public long stalledNanos(long now) {
        return out.isEmpty() ? 0 : now - lastProgress;
    }

    /** Writes what the socket takes and queues the rest. */
    public void write(ByteBuffer data) {
        if (closed || closeWhenWritten) {
            return;
        }
        try {
            if (out.isEmpty()) {
                lastProgress = System.nanoTime();
                channel.write(data);
            }
            if (data.hasRemaining()) {
                out.add(data);
                queued += data.remaining();
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            close();
        }
    }

    /** Closes once all that is queued has been written. */
    public void closeWhenWritten() {
        closeWhenWritten = true;
        if (out.isEmpty()) {
            close();
        }
    }

    /** Calls an action each time the queue has become empty. */
    public void whenDrained(Runnable action) {
        whenDrained = action;
    }

    @Override
    public void ready(SelectionKey readyKey) throws IOException {
        if (readyKey.isReadable()) {
            read();
        }
        if (!closed && readyKey.isWritable()) {
            flush();
        }
    }

    private void read() throws IOException {
        int count = channel.read(in);
        if (count < 0) {
            close();
            return;
        }
        lastRead = System.nanoTime();
        in.flip();
        protocol.received(in);
        if (closed) {
            return;
        }
        in.compact();
        if (!in.hasRemaining()) {
            if (in.capacity() >= readLimit) {
                throw new IOException("The client's message is too long");
            }
            in = ByteBuffer.allocate(Math.min(in.capacity() * 4, readLimit)).put(in.flip());
        }
    }

    private void flush() throws IOException {
        for (ByteBuffer head = out.peek(); head != null; head = out.peek()) {
            int written = channel.write(head);
            queued -= written;
            if (written > 0) {
                lastProgress = System.nanoTime();
            }
            if (head.hasRemaining()) {
                return;
            }
            out.poll();
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        if (closeWhenWritten) {
            close();
        } else if (whenDrained != null) {
            whenDrained.run();
        }
    }

    @Override
    public void failed(Exception cause) {
        close();
    }

    public void close() {
        if (!closed) {
            closed = true;
            out.clear();
            queued = 0;
            EventLoop.closeQuietly(channel);
            if (protocol != null) {
                protocol.closed();
            }
        }
    }
}
