package com.technosupport.vms.simulator.internal.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers a search by UDP on one address for all devices there: what is sent to the address itself, and what is sent to the multicast
 * group where the address's interface takes it. Used by its event loop alone, but for the constructor.
 *
 * @param <D> the devices that can be found by it
 */
public abstract class SearchResponder<D> implements EventLoop.Ready {
    private static final Logger LOG = System.getLogger(SearchResponder.class.getName());
    private static final int MAX_DATAGRAM = 65_535;

    private final EventLoop loop;
    private final String group;
    private final List<D> devices = new ArrayList<>();
    private final DatagramChannel unicast;
    private final InetSocketAddress address;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_DATAGRAM);
    private DatagramChannel multicast;

    /**
     * @param group the multicast address
     * @param port 0 for a free one
     */
    protected SearchResponder(EventLoop loop, InetAddress host, int port, String group) throws IOException {
        this.loop = loop;
        this.group = group;
        unicast = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            unicast.bind(new InetSocketAddress(host, port));
            address = (InetSocketAddress) unicast.getLocalAddress();
        } catch (IOException e) {
            unicast.close();
            throw new IOException("Cannot answer discovery on " + host.getHostAddress() + ":" + port, e);
        }
    }

    /** Answers what is a search, by {@link #send}. */
    protected abstract void answer(byte[] datagram, SocketAddress from) throws IOException;

    protected final List<D> devices() {
        return devices;
    }

    protected final EventLoop loop() {
        return loop;
    }

    protected final boolean isOpen() {
        return unicast.isOpen();
    }

    protected final void send(byte[] datagram, SocketAddress to) throws IOException {
        unicast.send(ByteBuffer.wrap(datagram), to);
    }

    public final InetAddress host() {
        return address.getAddress();
    }

    public final int port() {
        return address.getPort();
    }

    public final void add(D device) {
        devices.add(device);
    }

    public final void open(boolean withMulticast) throws IOException {
        loop.register(unicast, SelectionKey.OP_READ, this);
        if (withMulticast) {
            try {
                multicast = join();
                loop.register(multicast, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "No multicast discovery on " + address + ": " + e.getMessage());
            }
        }
    }

    private DatagramChannel join() throws IOException {
        InetAddress everyone = InetAddress.getByName(group);
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // Bound to the group itself: datagrams for this port on other addresses are not ours.
            channel.bind(new InetSocketAddress(everyone, port()));
            channel.join(everyone, networkInterface());
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(e);
        }
    }

    private NetworkInterface networkInterface() throws SocketException {
        InetAddress host = host().isLoopbackAddress() ? InetAddress.getLoopbackAddress() : host();
        NetworkInterface found = NetworkInterface.getByInetAddress(host);
        if (found == null) {
            throw new SocketException("No interface has the address " + host.getHostAddress());
        }
        return found;
    }

    @Override
    public final void ready(SelectionKey key) throws IOException {
        DatagramChannel channel = (DatagramChannel) key.channel();
        in.clear();
        for (SocketAddress from = channel.receive(in); from != null; from = channel.receive(in)) {
            in.flip();
            byte[] datagram = new byte[in.remaining()];
            in.get(datagram);
            answer(datagram, from);
            in.clear();
        }
    }

    @Override
    public final void failed(Exception cause) {
        // An ICMP error of one asker must not silence the answers to others.
    }

    public final void close() {
        EventLoop.closeQuietly(unicast);
        if (multicast != null) {
            EventLoop.closeQuietly(multicast);
        }
    }
}
