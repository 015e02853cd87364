package com.technosupport.vms.driver.dahua.internal.discovery;

import com.technosupport.vms.api.driver.DeviceDiscovery.Observer;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scan, on one socket and the caller's thread. Datagrams get lost, so addresses that did not answer are asked a second time; a
 * /24 takes about two seconds.
 */
final class SubnetSearch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SubnetSearch.class);
    private static final InetAddress GROUP = group();

    private static final long BETWEEN_ROUNDS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(700);
    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(2500);
    private static final int RECEIVE_BUFFER = 4 << 20;
    private static final int SEND_BUFFER = 1 << 20;
    private static final int LARGEST_DATAGRAM = 64 << 10;
    private static final int MOST_DATAGRAMS_AN_ADDRESS = 32;
    private static final int MOST_AT_ONCE = 1024;

    private final Subnet subnet;
    private final int port;
    private final long interval;
    private final Observer observer;
    private final DatagramChannel channel;
    private final Selector selector;
    private final byte[] search = DhipMessage.search();
    private final Map<InetAddress, Integer> datagrams = new HashMap<>();
    private final Set<InetAddress> answered = new HashSet<>();
    private final Set<DiscoveredDevice> found = new HashSet<>();
    private final ByteBuffer input = ByteBuffer.allocate(LARGEST_DATAGRAM);
    private long nextSend = System.nanoTime();
    private long lastNews = nextSend;

    SubnetSearch(Subnet subnet, int port, int probesPerSecond, Observer observer) throws IOException {
        this.subnet = subnet;
        this.port = port;
        this.interval = TimeUnit.SECONDS.toNanos(1) / probesPerSecond;
        this.observer = observer;
        this.channel = DatagramChannel.open(StandardProtocolFamily.INET);
        Selector opened = null;
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
            channel.bind(null);
            channel.configureBlocking(false);
            opened = Selector.open();
            channel.register(opened, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            if (opened != null) {
                opened.close();
            }
            throw e;
        }
        this.selector = opened;
    }

    void run() throws IOException, InterruptedException {
        List<Inet4Address> addresses = subnet.addresses().toList();
        multicast();
        for (Inet4Address address : addresses) {
            send(address);
            observer.probed(1);
        }
        receiveUntil(System.nanoTime() + BETWEEN_ROUNDS);
        List<Inet4Address> silent = new ArrayList<>(addresses);
        silent.removeAll(answered);
        if (silent.isEmpty()) {
            return;
        }
        multicast();
        for (Inet4Address address : silent) {
            send(address);
        }
        long end = System.nanoTime();
        lastNews = end;
        while (System.nanoTime() - lastNews < QUIET && System.nanoTime() - end < LONGEST_WAIT) {
            receive(QUIET);
        }
    }

    /** On every interface that can; where one can't, asking each address must do. */
    private void multicast() throws SocketException {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            try {
                boolean ipv4 = network.inetAddresses().anyMatch(Inet4Address.class::isInstance);
                if (ipv4 && network.isUp() && network.supportsMulticast()) {
                    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
                    channel.send(ByteBuffer.wrap(search), new InetSocketAddress(GROUP, port));
                }
            } catch (IOException e) {
                LOG.debug("No multicast on {}: {}", network.getName(), e.getMessage());
            }
        }
    }

    /** Sends when it is time to, and takes what comes in meanwhile. */
    private void send(Inet4Address address) throws IOException, InterruptedException {
        receiveUntil(nextSend);
        nextSend = Math.max(nextSend + interval, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(20));
        SocketAddress target = new InetSocketAddress(address, port);
        try {
            // While addresses are being resolved, datagrams wait in the socket's buffer, which may fill up.
            for (int attempt = 0; channel.send(ByteBuffer.wrap(search), target) == 0 && attempt < 50; attempt++) {
                receiveUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10));
            }
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            LOG.trace("No search to {}: {}", address, e.getMessage());
        }
    }

    private void receiveUntil(long time) throws IOException, InterruptedException {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            receive(left);
        }
    }

    /** Takes what is there, or waits for something; never longer than it takes to empty the socket's buffer once. */
    private void receive(long nanos) throws IOException, InterruptedException {
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while looking for devices");
        }
        selector.selectedKeys().clear();
        for (int taken = 0; taken < MOST_AT_ONCE; taken++) {
            input.clear();
            SocketAddress from = channel.receive(input);
            if (from == null) {
                return;
            }
            input.flip();
            if (from instanceof InetSocketAddress sender && sender.getAddress() instanceof Inet4Address address) {
                read(address);
            }
        }
    }

    private void read(Inet4Address sender) {
        if (!subnet.contains(sender) || datagrams.merge(sender, 1, Integer::sum) > MOST_DATAGRAMS_AN_ADDRESS) {
            return;
        }
        byte[] datagram = new byte[input.remaining()];
        input.get(datagram);
        Optional<DiscoveredDevice> device = DhipMessage.read(datagram, sender.getHostAddress());
        if (device.isPresent()) {
            answered.add(sender);
            if (found.add(device.get())) {
                lastNews = System.nanoTime();
                observer.found(device.get());
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private static InetAddress group() {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 239, (byte) 255, (byte) 255, (byte) 251});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
