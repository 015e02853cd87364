package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.driver.DeviceDiscovery.Observer;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks for devices by UDP, for a {@link DeviceDiscovery}: by multicast, which reaches devices of this network whatever their address, and
 * by asking each address of a subnet, which passes routers and switches that drop multicast. Datagrams get lost, so addresses that
 * did not answer are asked a second time; a /24 takes two or three seconds. Sends at a bounded rate, on one socket and the caller's
 * thread; what a single address may send is bounded. To be used for one scan after the other, or by several threads.
 */
public final class UdpSearch {

    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(2500);
    private static final long CATCHING_UP = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int RECEIVE_BUFFER = 4 << 20;
    private static final int SEND_BUFFER = 1 << 20;
    private static final int LARGEST_DATAGRAM = 64 << 10;
    private static final int MOST_DATAGRAMS_AN_ADDRESS = 64;
    private static final int MOST_AT_ONCE = 1024;
    private static final int SEND_TRIES = 50;

    /** Reads what came; must not throw, whatever the bytes. */
    @FunctionalInterface
    public interface Answers {

        /**
         * @param sender the address that it came from, as text
         * @return what it tells of; empty when it is no answer
         */
        List<DiscoveredDevice> read(byte[] datagram, String sender);
    }

    private final InetAddress group;
    private final int port;
    private final long interval;
    private final long quiet;

    /**
     * @param group multicast address, such as {@code 239.255.255.250}
     * @param port that devices listen at
     * @param probesPerSecond datagrams a second at most
     * @param patience how long a device may take to answer
     */
    public UdpSearch(String group, int port, int probesPerSecond, Duration patience) {
        try {
            this.group = InetAddress.getByName(group);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address", e);
        }
        if (!this.group.isMulticastAddress() || port < 1 || port > 65535 || probesPerSecond < 1) {
            throw new IllegalArgumentException("not a way to look for devices");
        }
        this.port = port;
        this.interval = TimeUnit.SECONDS.toNanos(1) / probesPerSecond;
        this.quiet = patience.toNanos();
    }

    /**
     * Looks, and returns when no more answers are worth waiting for.
     *
     * @param first what is asked
     * @param again what those are asked that did not answer
     * @throws VmsException {@link ErrorCode#INTERNAL} when nothing can be sent
     */
    public void scan(Subnet subnet, List<byte[]> first, List<byte[]> again, Answers answers, Observer observer)
            throws InterruptedException {
        try (Scan scan = new Scan(subnet, answers, observer)) {
            scan.run(List.copyOf(first), List.copyOf(again));
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw interrupted();
            }
            throw new VmsException(ErrorCode.INTERNAL, "Probes could not be sent: " + e.getMessage(), e);
        }
    }

    private static InterruptedException interrupted() {
        return new InterruptedException("interrupted while looking for devices");
    }

    /** One scan. */
    private final class Scan implements AutoCloseable {

        private final Subnet subnet;
        private final Answers answers;
        private final Observer observer;
        private final DatagramChannel channel;
        private final Selector selector;
        private final Map<InetAddress, Integer> datagrams = new HashMap<>();
        private final Set<InetAddress> answered = new HashSet<>();
        private final Set<DiscoveredDevice> found = new HashSet<>();
        private final ByteBuffer input = ByteBuffer.allocate(LARGEST_DATAGRAM);
        private long nextSend = System.nanoTime();
        private long lastNews = nextSend;

        Scan(Subnet subnet, Answers answers, Observer observer) throws IOException {
            this.subnet = Objects.requireNonNull(subnet, "subnet");
            this.answers = Objects.requireNonNull(answers, "answers");
            this.observer = Objects.requireNonNull(observer, "observer");
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

        void run(List<byte[]> first, List<byte[]> again) throws IOException, InterruptedException {
            List<Inet4Address> addresses = subnet.addresses().toList();
            multicast(first);
            for (Inet4Address address : addresses) {
                send(first, address);
                observer.probed(1);
            }
            receiveUntil(System.nanoTime() + quiet * 2 / 3);
            List<Inet4Address> silent = new ArrayList<>(addresses);
            silent.removeAll(answered);
            if (silent.isEmpty()) {
                return;
            }
            multicast(again);
            for (Inet4Address address : silent) {
                send(again, address);
            }
            long end = System.nanoTime();
            lastNews = end;
            while (System.nanoTime() - lastNews < quiet && System.nanoTime() - end < LONGEST_WAIT) {
                receive(quiet);
            }
        }

        /** On every interface that can; where one can't, asking each address must do. */
        private void multicast(List<byte[]> probes) throws SocketException {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                try {
                    boolean ipv4 = network.inetAddresses().anyMatch(Inet4Address.class::isInstance);
                    if (ipv4 && network.isUp() && network.supportsMulticast()) {
                        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
                        for (byte[] probe : probes) {
                            channel.send(ByteBuffer.wrap(probe), new InetSocketAddress(group, port));
                        }
                    }
                } catch (IOException e) {
                    // This interface has no multicast after all.
                }
            }
        }

        /** Sends when it is time to, and takes what comes in meanwhile. */
        private void send(List<byte[]> probes, Inet4Address address) throws IOException, InterruptedException {
            SocketAddress target = new InetSocketAddress(address, port);
            for (byte[] probe : probes) {
                receiveUntil(nextSend);
                nextSend = Math.max(nextSend + interval, System.nanoTime() - CATCHING_UP);
                try {
                    // While addresses are being resolved, datagrams wait in the socket's buffer, which may fill up.
                    for (int i = 0; channel.send(ByteBuffer.wrap(probe), target) == 0 && i < SEND_TRIES; i++) {
                        receiveUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10));
                    }
                } catch (IOException e) {
                    if (!channel.isOpen()) {
                        throw e;
                    }
                    // No way leads to this address.
                }
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
                throw interrupted();
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
            for (DiscoveredDevice device : answers.read(datagram, sender.getHostAddress())) {
                answered.add(sender);
                if (found.add(device)) {
                    lastNews = System.nanoTime();
                    observer.found(device);
                }
            }
        }

        @Override
        public void close() throws IOException {
            selector.close();
            channel.close();
        }
    }
}
