package com.technosupport.vms.simulator.internal.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** A TCP port and its connections. Used by its event loop alone, but for the constructor. */
public final class Listener implements EventLoop.Ready {
    private static final int MAX_CONNECTIONS = 1024;
    private static final int BACKLOG = 128;

    private final EventLoop loop;
    private final int readLimit;
    private final Function<Connection, Connection.Protocol> protocols;
    private final Set<Connection> connections = new HashSet<>();
    private final InetSocketAddress address;
    private ServerSocketChannel server;

    /**
     * Binds the port.
     *
     * @param port 0 for a free one
     * @param readLimit bytes that one message may have
     */
    public Listener(
            EventLoop loop,
            InetAddress host,
            int port,
            int readLimit,
            Function<Connection, Connection.Protocol> protocols)
            throws IOException {
        this.loop = loop;
        this.readLimit = readLimit;
        this.protocols = protocols;
        server = bind(new InetSocketAddress(host, port));
        address = (InetSocketAddress) server.getLocalAddress();
    }

    public InetSocketAddress address() {
        return address;
    }

    public Set<Connection> connections() {
        return connections;
    }

    /** Takes connections, after binding again when the port had been closed. */
    public void open() throws IOException {
        if (!server.isOpen()) {
            server = bind(address);
        }
        loop.register(server, SelectionKey.OP_ACCEPT, this);
    }

    private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(address, BACKLOG);
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "Cannot listen on " + address.getAddress().getHostAddress() + ":" + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        if (connections.size() >= MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        Connection connection;
        try {
            connection = new Connection(loop, channel, readLimit);
        } catch (IOException e) {
            // The client has gone already.
            channel.close();
            return;
        }
        Connection.Protocol protocol = protocols.apply(connection);
        connections.add(connection);
        try {
            connection.start(new Connection.Protocol() {
                @Override
                public void received(ByteBuffer in) throws IOException {
                    protocol.received(in);
                }

                @Override
                public void closed() {
                    connections.remove(connection);
                    protocol.closed();
                }
            });
        } catch (IOException e) {
            connection.close();
        }
    }

    @Override
    public void failed(Exception cause) {
        // A failed accept (out of file handles, say) is tried again at the next connection.
    }

    /** Stops listening; the port is free once the event loop has gone round. */
    public void stop() {
        EventLoop.closeQuietly(server);
    }

    /** Closes all connections. */
    public void drop() {
        Set.copyOf(connections).forEach(Connection::close);
    }
}
