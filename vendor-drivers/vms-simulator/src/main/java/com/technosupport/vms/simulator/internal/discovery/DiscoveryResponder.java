package com.technosupport.vms.simulator.internal.discovery;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.onvif.DeviceScopes;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Answers WS-Discovery on one address for all cameras there, a datagram each: what is sent to the address itself, and what is sent to
 * the multicast group where the address's interface takes it. Used by its event loop alone, but for the constructor.
 */
public final class DiscoveryResponder implements EventLoop.Ready {
    private static final Logger LOG = System.getLogger(DiscoveryResponder.class.getName());
    private static final String GROUP = "239.255.255.250";
    private static final int MAX_DATAGRAM = 65_535;
    /** Bytes that make an answer just fit a datagram. */
    private static final int HUGE = 64_000;

    private static final int DUPLICATES = 3;
    private static final long ENDLESS_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long ENDLESS_TIME = TimeUnit.SECONDS.toNanos(30);

    private final EventLoop loop;
    private final List<CameraDevice> cameras = new ArrayList<>();
    private final DatagramChannel unicast;
    private final InetSocketAddress address;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_DATAGRAM);
    private DatagramChannel multicast;

    /** @param port 0 for a free one */
    public DiscoveryResponder(EventLoop loop, InetAddress host, int port) throws IOException {
        this.loop = loop;
        unicast = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            unicast.bind(new InetSocketAddress(host, port));
            address = (InetSocketAddress) unicast.getLocalAddress();
        } catch (IOException e) {
            unicast.close();
            throw new IOException("Cannot answer discovery on " + host.getHostAddress() + ":" + port, e);
        }
    }

    public InetAddress host() {
        return address.getAddress();
    }

    public int port() {
        return address.getPort();
    }

    public void add(CameraDevice camera) {
        cameras.add(camera);
    }

    public void open(boolean withMulticast) throws IOException {
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
        InetAddress group = InetAddress.getByName(GROUP);
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // Bound to the group itself: datagrams for this port on other addresses are not ours.
            channel.bind(new InetSocketAddress(group, port()));
            channel.join(group, networkInterface());
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
    public void ready(SelectionKey key) throws IOException {
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

    private void answer(byte[] datagram, SocketAddress from) throws IOException {
        Optional<ProbeMessage> probe = ProbeMessage.read(datagram);
        if (probe.isEmpty()) {
            return;
        }
        for (CameraDevice camera : cameras) {
            List<String> scopes = DeviceScopes.of(camera);
            if (!camera.isAway() && probe.get().seeks(scopes)) {
                answer(probe.get(), camera, scopes, from);
            }
        }
    }

    private void answer(ProbeMessage probe, CameraDevice camera, List<String> scopes, SocketAddress from)
            throws IOException {
        Set<OnvifQuirk> quirks = camera.state().quirks();
        String addresses = camera.discoveryAddresses();
        if (quirks.contains(OnvifQuirk.DOCTYPE_ANSWERS)) {
            send(ProbeMessage.withNestedEntities(probe.match(UUID.randomUUID(), scopes, addresses)), from);
        }
        List<String> told = scopes;
        if (quirks.contains(OnvifQuirk.HUGE_ANSWERS)) {
            told = new ArrayList<>(scopes);
            told.add("onvif://www.onvif.org/location/" + "x".repeat(HUGE));
        }
        int times = quirks.contains(OnvifQuirk.DUPLICATE_ANSWERS) ? DUPLICATES : 1;
        for (int i = 0; i < times; i++) {
            send(probe.match(camera.endpoint(), told, addresses), from);
        }
        if (quirks.contains(OnvifQuirk.ENDLESS_ANSWERS)) {
            goOn(probe, camera, from, System.nanoTime() + ENDLESS_TIME);
        }
    }

    /** Invents devices, as long as the quirk is on. */
    private void goOn(ProbeMessage probe, CameraDevice camera, SocketAddress from, long end) {
        boolean on = camera.state().quirks().contains(OnvifQuirk.ENDLESS_ANSWERS);
        if (!on || !unicast.isOpen() || System.nanoTime() - end > 0) {
            return;
        }
        try {
            send(probe.match(UUID.randomUUID(), DeviceScopes.of(camera), camera.discoveryAddresses()), from);
        } catch (IOException e) {
            // Who asked has gone: it is asked no more.
            return;
        }
        loop.after(ENDLESS_PAUSE, () -> goOn(probe, camera, from, end));
    }

    private void send(String message, SocketAddress to) throws IOException {
        unicast.send(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), to);
    }

    @Override
    public void failed(Exception cause) {
        // An ICMP error of one asker must not silence the answers to others.
    }

    public void close() {
        EventLoop.closeQuietly(unicast);
        if (multicast != null) {
            EventLoop.closeQuietly(multicast);
        }
    }
}
