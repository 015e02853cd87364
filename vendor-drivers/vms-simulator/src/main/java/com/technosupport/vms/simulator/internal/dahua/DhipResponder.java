package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.nvr.NvrDevice;
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
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers Dahua's search (DHIP) on one address for all recorders there: what is sent to the address itself, and what is sent to the
 * multicast group where the address's interface takes it. A datagram is a header of 32 bytes and JSON; without the header nobody
 * answers. Used by its event loop alone, but for the constructor.
 */
public final class DhipResponder implements EventLoop.Ready {
    private static final Logger LOG = System.getLogger(DhipResponder.class.getName());
    private static final byte[] GROUP = {(byte) 239, (byte) 255, (byte) 255, (byte) 251};
    private static final int MAX_DATAGRAM = 65_535;
    private static final int HEADER = 32;
    /** "DHIP", read as a little-endian number. */
    private static final int MAGIC = 0x50494844;

    private final EventLoop loop;
    private final List<NvrDevice> recorders = new ArrayList<>();
    private final DatagramChannel unicast;
    private final InetSocketAddress address;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_DATAGRAM);
    private DatagramChannel multicast;

    /** @param port 0 for a free one */
    public DhipResponder(EventLoop loop, InetAddress host, int port) throws IOException {
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

    public void add(NvrDevice recorder) {
        recorders.add(recorder);
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
        InetAddress group = InetAddress.getByAddress(GROUP);
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
            if (isSearch(in.flip().order(ByteOrder.LITTLE_ENDIAN))) {
                for (NvrDevice recorder : recorders) {
                    if (!recorder.isAway()) {
                        unicast.send(answer(recorder), from);
                    }
                }
            }
            in.clear();
        }
    }

    private static boolean isSearch(ByteBuffer datagram) {
        if (datagram.remaining() < HEADER || datagram.getInt(0) != HEADER || datagram.getInt(4) != MAGIC) {
            return false;
        }
        byte[] json = new byte[datagram.remaining() - HEADER];
        datagram.get(HEADER, json);
        return new String(json, StandardCharsets.UTF_8).contains("\"DHDiscover.search\"");
    }

    private static ByteBuffer answer(NvrDevice recorder) {
        byte[] json = describe(recorder).getBytes(StandardCharsets.UTF_8);
        ByteBuffer datagram = ByteBuffer.allocate(HEADER + json.length).order(ByteOrder.LITTLE_ENDIAN);
        datagram.putInt(HEADER).putInt(MAGIC).putInt(0).putInt(0);
        datagram.putInt(json.length).putInt(0).putInt(json.length).putInt(0);
        return datagram.put(json).flip();
    }

    private static String describe(NvrDevice recorder) {
        boolean camera = recorder.isCamera();
        return "{ \"mac\" : \"" + recorder.macAddress() + "\", \"method\" : \"client.notifyDevInfo\", \"params\" : {"
                + " \"deviceInfo\" : { \"AlarmInputChannels\" : "
                + recorder.inputs().size()
                + ", \"AlarmOutputChannels\" : " + recorder.outputs().size()
                + ", \"DeviceClass\" : \"" + (camera ? "IPC" : "NVR") + "\", \"DeviceType\" : \"" + recorder.model()
                + "\", \"HttpPort\" : " + recorder.httpPort()
                + ", \"IPv4Address\" : { \"DefaultGateway\" : \"0.0.0.0\", \"DhcpEnable\" : false, \"IPAddress\" : \""
                + recorder.address() + "\", \"SubnetMask\" : \"255.0.0.0\" }, \"MachineName\" : \"" + recorder.name()
                + "\", \"Manufacturer\" : \"Dahua\", \"Port\" : 37777, \"RemoteVideoInputChannels\" : "
                + (camera ? 0 : recorder.channels()) + ", \"SerialNo\" : \"" + recorder.serial()
                + "\", \"Vendor\" : \"Dahua\", \"Version\" : \""
                + DahuaDialect.VERSION.split(",")[0]
                + "\", \"VideoInputChannels\" : " + (camera ? 1 : 0) + ", \"VideoOutputChannels\" : 1 } } }\n";
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
