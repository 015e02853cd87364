package com.technosupport.vms.live.webrtc.internal.ice;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one port, UDP and TCP, that all viewers come to. One thread reads everything; sending is done by whoever has something
 * to send. The sockets follow the host's addresses as they come and go.
 */
public final class NetworkPort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkPort.class);

    private static final int BUFFER_BYTES = 4 << 20;
    private static final int MAX_DATAGRAM = 2048;
    /** Datagrams read from one socket before the others get their turn. */
    private static final int FAIR_SHARE = 64;

    private static final long TICK_MILLIS = 1000;
    private static final int TICKS_BETWEEN_LOOKS_AT_ADDRESSES = 5;
    private static final long MAX_FAILURES_LOGGED = 10;

    private final int port;
    private final IceAddresses addresses;
    private final Supplier<List<InetAddress>> host;
    private final DatagramOutput.Factory outputs;
    private final PacketHandler handler;
    private final Selector selector;
    private final Thread thread;
    private final TcpConnections connections;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM + 1);
    private final byte[] datagram = new byte[MAX_DATAGRAM + 1];

    /** By local address; used by the starting thread, then by the network thread alone. */
    private final Map<InetAddress, Listener> listeners = new HashMap<>();

    private volatile List<InetAddress> announced = List.of();
    private volatile String problem = "";
    private volatile boolean running = true;
    private long failures;

    private record Listener(DatagramChannel udp, DatagramOutput output, ServerSocketChannel tcp) {}

    /**
     * Binds the sockets; what cannot be bound is told by {@link #problem} and tried again.
     *
     * @param host the addresses of this host now
     */
    public NetworkPort(
            int port,
            IceAddresses addresses,
            Supplier<List<InetAddress>> host,
            DatagramOutput.Factory outputs,
            PacketHandler handler)
            throws IOException {
        this.port = port;
        this.addresses = addresses;
        this.host = host;
        this.outputs = outputs;
        this.handler = handler;
        this.selector = Selector.open();
        this.connections = new TcpConnections(selector, handler);
        this.thread = new Thread(this::run, "webrtc-network");
    }

    public void start() {
        bind();
        thread.start();
    }

    /** The port, of UDP and TCP. */
    public int port() {
        return port;
    }

    /** The addresses to tell viewers, best first. */
    public List<InetAddress> announced() {
        return announced;
    }

    /** Why some address is not listened on; empty when all are. */
    public String problem() {
        return problem;
    }

    private void run() {
        long nextTick = System.nanoTime();
        int ticks = 0;
        while (running) {
            try {
                selector.select(this::ready, TICK_MILLIS);
                if (System.nanoTime() - nextTick >= 0) {
                    nextTick = System.nanoTime() + TICK_MILLIS * 1_000_000;
                    handler.tick();
                    connections.sweep(System.nanoTime());
                    if (++ticks % TICKS_BETWEEN_LOOKS_AT_ADDRESSES == 0) {
                        bind();
                    }
                }
            } catch (IOException | RuntimeException e) {
                count(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof DatagramOutput output) {
                receive((DatagramChannel) key.channel(), output);
            } else {
                connections.ready(key);
            }
        } catch (ClosedChannelException e) {
            key.cancel();
        } catch (IOException | RuntimeException e) {
            count(e);
        }
    }

    private void receive(DatagramChannel channel, DatagramOutput output) throws IOException {
        for (int i = 0; i < FAIR_SHARE; i++) {
            buffer.clear();
            InetSocketAddress remote = (InetSocketAddress) channel.receive(buffer);
            if (remote == null) {
                return;
            }
            buffer.flip();
            int length = buffer.remaining();
            if (length > 0 && length <= MAX_DATAGRAM) {
                buffer.get(datagram, 0, length);
                try {
                    handler.packet(new UdpPath(output, remote), datagram, length);
                } catch (RuntimeException e) {
                    count(e);
                }
            }
        }
    }

    /** A packet that trips us up must not cost the next one, nor fill the log. */
    private void count(Exception e) {
        failures++;
        if (failures <= MAX_FAILURES_LOGGED) {
            LOG.warn("A packet could not be handled ({} so far)", failures, e);
        }
    }

    /** Opens what is missing and closes what is gone. */
    private void bind() {
        Set<InetAddress> wanted = addresses.local(host.get());
        for (Iterator<Map.Entry<InetAddress, Listener>> i = listeners.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<InetAddress, Listener> entry = i.next();
            if (!wanted.contains(entry.getKey())) {
                LOG.info("{} is gone: no longer listening there", entry.getKey().getHostAddress());
                close(entry.getValue());
                i.remove();
            }
        }
        StringBuilder problems = new StringBuilder();
        boolean serious = false;
        for (InetAddress address : wanted) {
            if (!listeners.containsKey(address)) {
                try {
                    listeners.put(address, open(address));
                    LOG.info("Listening for viewers on {} port {}, UDP and TCP", address.getHostAddress(), port);
                } catch (IOException e) {
                    problems.append(problems.isEmpty() ? "" : "; ")
                            .append(address.getHostAddress())
                            .append(" port ")
                            .append(port)
                            .append(": ")
                            .append(e.getMessage());
                    // A new IPv6 address cannot be bound for its first seconds, which is no reason for alarm.
                    serious |= address instanceof Inet4Address;
                }
            }
        }
        if (serious && problem.isEmpty()) {
            LOG.warn("Cannot listen for viewers on {}", problems);
        }
        problem = serious || listeners.isEmpty() ? "Cannot listen for viewers on " + problems : "";
        wanted.retainAll(listeners.keySet());
        announced = addresses.announced(wanted);
    }

    private Listener open(InetAddress address) throws IOException {
        StandardProtocolFamily family =
                address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        InetSocketAddress local = new InetSocketAddress(address, port);
        DatagramChannel udp = DatagramChannel.open(family);
        ServerSocketChannel tcp = null;
        try {
            // The system may grant less; a key frame to hundreds of viewers leaves at once.
            udp.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            udp.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            udp.bind(local);
            udp.configureBlocking(false);
            tcp = ServerSocketChannel.open(family);
            tcp.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            tcp.bind(local);
            tcp.configureBlocking(false);
            DatagramOutput output = outputs.open(udp);
            udp.register(selector, SelectionKey.OP_READ, output);
            tcp.register(selector, SelectionKey.OP_ACCEPT);
            return new Listener(udp, output, tcp);
        } catch (IOException e) {
            udp.close();
            if (tcp != null) {
                tcp.close();
            }
            throw e;
        }
    }

    private static void close(Listener listener) {
        try {
            listener.udp().close();
            listener.output().close();
            listener.tcp().close();
        } catch (IOException e) {
            LOG.debug("Closing a socket", e);
        }
    }

    /** Ends the thread and closes every socket. */
    @Override
    public void close() {
        running = false;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        connections.close();
        listeners.values().forEach(NetworkPort::close);
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("Closing the selector", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
