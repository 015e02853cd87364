package com.technosupport.vms.itests.bench;

import com.technosupport.vms.itests.FarHost;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.DatagramTransport;

/** One viewer's socket: the controlling side of ICE (RFC 8445), to a server that is ICE-lite. */
final class LoadViewer implements DatagramTransport, AutoCloseable {

    static final String USER = "bench";
    static final String PASSWORD = "benchPasswordOfAViewer";
    private static final int COOKIE = 0x2112a442;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int AGAIN_MILLIS = 50;

    /** Enough of the same to know by how much a viewer's times differ from the camera's. */
    private static final int SURE = 10;

    final DatagramChannel channel;
    private byte[] request = {};
    private int highest = -1;
    private long distance = -1;
    private final Map<Long, Integer> candidates = new HashMap<>();

    LoadViewer() throws IOException {
        channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(FarHost.NEAR, 0));
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Makes connectivity checks that nominate this path until one is answered.
     *
     * @param both until one of the server's was answered too
     */
    void connect(Signalling.Remote remote, boolean both) throws IOException {
        channel.connect(remote.address());
        request = request(remote.user() + ":" + USER, remote.password());
        byte[] buffer = new byte[2048];
        boolean answered = false;
        boolean answeredTheirs = !both;
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!(answered && answeredTheirs)) {
            if (System.nanoTime() > end) {
                throw new IOException(remote.address() + " does not answer connectivity checks");
            }
            check();
            channel.socket().setSoTimeout(AGAIN_MILLIS);
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                channel.socket().receive(packet);
                answered |= buffer[0] == 1 && buffer[1] == 1;
                if (buffer[0] == 0 && buffer[1] == 1) {
                    channel.write(ByteBuffer.wrap(response(buffer)));
                    answeredTheirs = true;
                }
            } catch (SocketTimeoutException e) {
                // Sent again.
            }
        }
    }

    void check() throws IOException {
        try {
            channel.write(ByteBuffer.wrap(request));
        } catch (ClosedChannelException e) {
            // It has left meanwhile.
        }
    }

    /** A binding request (RFC 8489) as the controlling agent sends it. */
    private static byte[] request(String user, String password) {
        byte[] id = new byte[12];
        new SecureRandom().nextBytes(id);
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = ByteBuffer.allocate(512);
        message.putShort((short) 1).putShort((short) 0).putInt(COOKIE).put(id);
        message.putShort((short) 0x0006).putShort((short) name.length).put(name);
        message.position((message.position() + 3) & ~3);
        message.putShort((short) 0x0024).putShort((short) 4).putInt(0x6e7f1eff);
        message.putShort((short) 0x802a).putShort((short) 8).putLong(1);
        message.putShort((short) 0x0025).putShort((short) 0);
        message.putShort(2, (short) (message.position() + 24 - 20));
        return sealed(message, password);
    }

    /** The answer to a check of the server's, which Janus makes though it is ICE-lite. */
    private byte[] response(byte[] asked) {
        ByteBuffer message = ByteBuffer.allocate(512);
        message.putShort((short) 0x0101).putShort((short) 0).put(asked, 4, 16);
        InetSocketAddress remote = (InetSocketAddress) channel.socket().getRemoteSocketAddress();
        message.putShort((short) 0x0020).putShort((short) 8).putShort((short) 1);
        message.putShort((short) (remote.getPort() ^ COOKIE >>> 16));
        message.putInt(ByteBuffer.wrap(remote.getAddress().getAddress()).getInt() ^ COOKIE);
        return sealed(message, PASSWORD);
    }

    private static byte[] sealed(ByteBuffer unsealed, String password) {
        ByteBuffer message = ByteBuffer.allocate(unsealed.position() + 32).put(unsealed.flip());
        message.putShort(2, (short) (message.position() + 24 - 20));
        byte[] integrity = integrity(password, Arrays.copyOf(message.array(), message.position()));
        message.putShort((short) 0x0008).putShort((short) 20).put(integrity);
        message.putShort(2, (short) (message.position() + 8 - 20));
        CRC32 crc = new CRC32();
        crc.update(message.array(), 0, message.position());
        message.putShort((short) 0x8028).putShort((short) 4).putInt((int) crc.getValue() ^ 0x5354554e);
        return Arrays.copyOf(message.array(), message.position());
    }

    private static byte[] integrity(String password, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes what is there; false when there is nothing more. */
    boolean receive(ByteBuffer buffer) throws IOException {
        try {
            if (channel.read(buffer) <= 0) {
                return false;
            }
            buffer.flip();
            return true;
        } catch (ClosedChannelException | PortUnreachableException e) {
            // A server that has closed its port ends this viewer, and not the reading for all the others.
            return false;
        }
    }

    /** How many packets are missing before this one. */
    int advance(int sequence) {
        int step = highest < 0 ? 1 : (sequence - highest) & 0xffff;
        if (step > 0x8000) {
            return -1; // late, and counted as missing before
        }
        highest = sequence;
        return Math.max(0, step - 1);
    }

    /** By how much its times differ from the camera's; -1 until that is sure. */
    long distance(long seen) {
        if (distance < 0 && candidates.merge(seen, 1, Integer::sum) >= SURE) {
            distance = seen;
            candidates.clear();
        }
        return distance;
    }

    @Override
    public int getReceiveLimit() {
        return 1500;
    }

    @Override
    public int getSendLimit() {
        return 1200;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        channel.socket().setSoTimeout(Math.max(1, waitMillis));
        try {
            DatagramPacket packet = new DatagramPacket(buffer, offset, length);
            channel.socket().receive(packet);
            int first = buffer[offset] & 0xff;
            if (first == 0 && buffer[offset + 1] == 1) {
                channel.write(ByteBuffer.wrap(response(Arrays.copyOfRange(buffer, offset, offset + 20))));
            }
            return first >= 20 && first <= 63 ? packet.getLength() : -1;
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
        channel.write(ByteBuffer.wrap(buffer, offset, length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
