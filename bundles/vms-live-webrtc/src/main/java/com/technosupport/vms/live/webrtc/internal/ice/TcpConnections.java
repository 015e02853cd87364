package com.technosupport.vms.live.webrtc.internal.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * All TCP connections of viewers. Who does not prove soon to belong to a session is cut off, and few such may wait at once, so
 * that a stranger's connections cost no viewer his place. Used by the network thread alone.
 */
final class TcpConnections {

    private static final int MAX_CONNECTIONS = 4096;
    private static final int MAX_STRANGERS = 256;
    private static final int MAX_STRANGERS_AN_ADDRESS = 32;
    private static final long PROOF_NANOS = 10_000_000_000L;
    /** A peer checks its path every few seconds. */
    private static final long IDLE_NANOS = 60_000_000_000L;

    private static final int SEND_BUFFER_BYTES = 256 << 10;

    private final Selector selector;
    private final PacketHandler handler;
    private final Set<TcpPath> open = new HashSet<>();

    TcpConnections(Selector selector, PacketHandler handler) {
        this.selector = selector;
        this.handler = handler;
    }

    void ready(SelectionKey key) throws IOException {
        if (key.channel() instanceof ServerSocketChannel server) {
            accept(server);
            return;
        }
        TcpPath path = (TcpPath) key.attachment();
        boolean alive = false;
        try {
            if (key.isWritable()) {
                path.flush();
            }
            alive = !key.isReadable() || path.read(handler, System.nanoTime());
        } catch (IOException e) {
            // Reset by the peer, as good as closed.
            alive = false;
        } finally {
            if (!alive) {
                close(path);
            }
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        if (remote == null || !hasRoomFor(remote.getAddress())) {
            channel.close();
            return;
        }
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // Else the system queues seconds of video for a viewer on a slow line.
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            TcpPath path = new TcpPath(channel, key, remote, System.nanoTime());
            key.attach(path);
            open.add(path);
        } catch (IOException e) {
            channel.close();
        }
    }

    private boolean hasRoomFor(InetAddress address) {
        int strangers = 0;
        int fromAddress = 0;
        for (TcpPath path : open) {
            if (!path.isValidated()) {
                strangers++;
                fromAddress += path.remote().getAddress().equals(address) ? 1 : 0;
            }
        }
        return open.size() < MAX_CONNECTIONS && strangers < MAX_STRANGERS && fromAddress < MAX_STRANGERS_AN_ADDRESS;
    }

    /** Closes what has ended, idles or never proved itself. */
    void sweep(long now) {
        for (Iterator<TcpPath> i = open.iterator(); i.hasNext(); ) {
            TcpPath path = i.next();
            if (path.isReleased()
                    || now - path.lastRead() > IDLE_NANOS
                    || (!path.isValidated() && now - path.opened() > PROOF_NANOS)) {
                i.remove();
                path.close();
                handler.pathClosed(path);
            }
        }
    }

    private void close(TcpPath path) {
        if (open.remove(path)) {
            path.close();
            handler.pathClosed(path);
        }
    }

    void close() {
        open.forEach(TcpPath::close);
        open.clear();
    }
}
