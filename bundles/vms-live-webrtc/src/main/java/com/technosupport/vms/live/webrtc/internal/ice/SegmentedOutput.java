package com.technosupport.vms.live.webrtc.internal.ice;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Hands a picture's packets to the system in one call, which cuts them apart at the very end of its way (UDP generic segmentation
 * offload, Linux 4.18): the way through the system is what a packet costs, and a picture then goes it once. On Linux with 64
 * bits; elsewhere, and where the system refuses it, {@link DatagramOutput.Factory#NIO} does the same by a call a packet.
 *
 * <p>The socket is the channel's own, known by its number: Java does not tell that, but the system lists the sockets of the process
 * by their address. It is duplicated, so that the number stays ours when the channel is closed.
 */
final class SegmentedOutput implements DatagramOutput {

    /** The functions of the C library; see {@code sendmsg(2)} and {@code udp(7)}. */
    private static final class LibC {

        static {
            Native.register(LibC.class, "c");
        }

        static native long sendmsg(int socket, long message, int flags);

        static native int dup(int descriptor);

        static native int close(int descriptor);
    }

    static final int MAX_SEGMENTS = 60;
    static final int MAX_BYTES = 60_000;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;

    private static final int EAGAIN = 11;
    private static final int EIO = 5;
    private static final int EINVAL = 22;
    private static final int EMSGSIZE = 90;

    /** Where things are in one thread's memory: the message header (64 bits), its vector, address and control message. */
    private static final int HEADER = 56;

    private static final int VECTOR = HEADER;
    private static final int ADDRESS = VECTOR + 16;
    private static final int CONTROL = ADDRESS + 32;
    private static final int CONTROL_SPACE = 24;
    private static final int CONTROL_LENGTH = 18;

    private static final ThreadLocal<Message> MESSAGES = ThreadLocal.withInitial(Message::new);

    private static final class Message {
        private final ByteBuffer bytes =
                ByteBuffer.allocateDirect(CONTROL + CONTROL_SPACE).order(ByteOrder.nativeOrder());
        private final long address = address(bytes);
        /** The packets' buffer of the last call, which a thread does not change; its address is dear to ask for. */
        private ByteBuffer lastPayload;

        private long lastPayloadAddress;

        // The very buffer, not one with the same bytes.
        @SuppressWarnings("ReferenceEquality")
        private long payload(ByteBuffer payload) {
            if (payload != lastPayload) {
                lastPayload = payload;
                lastPayloadAddress = address(payload.duplicate().clear());
            }
            return lastPayloadAddress;
        }
    }

    private static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    private final DatagramOutput single;
    private final boolean version6;
    private final int socket;
    /** Held for writing when the socket's number is given back: from then on it may be anything's. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;
    private volatile boolean refused;

    private SegmentedOutput(DatagramOutput single, boolean version6, int socket) {
        this.single = single;
        this.version6 = version6;
        this.socket = socket;
    }

    /**
     * @param channel bound to one address
     * @throws IOException where the system does not have it
     */
    static DatagramOutput open(DatagramChannel channel) throws IOException {
        if (!Platform.isLinux() || !Platform.is64Bit() || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IOException("not Linux with 64 bits");
        }
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        boolean version6 = !(local.getAddress() instanceof Inet4Address);
        int descriptor = LibC.dup(descriptor(local));
        if (descriptor < 0) {
            throw new IOException("the socket cannot be duplicated");
        }
        return new SegmentedOutput(Factory.NIO.open(channel), version6, descriptor);
    }

    /** The number of this process's UDP socket that is bound there. */
    private static int descriptor(InetSocketAddress local) throws IOException {
        boolean version6 = !(local.getAddress() instanceof Inet4Address);
        String wanted = procAddress(local.getAddress()) + String.format(Locale.ROOT, ":%04X", local.getPort());
        String inode = "";
        for (String line : Files.readAllLines(Path.of("/proc/self/net/" + (version6 ? "udp6" : "udp")))) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.size() > 9 && words.get(1).equals(wanted)) {
                inode = words.get(9);
            }
        }
        if (inode.isEmpty()) {
            throw new IOException("the system does not list the socket");
        }
        Path target = Path.of("socket:[" + inode + "]");
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                try {
                    if (Files.readSymbolicLink(descriptor).equals(target)) {
                        return Integer.parseInt(descriptor.getFileName().toString());
                    }
                } catch (NoSuchFileException e) {
                    // Closed since it was listed.
                }
            }
        }
        throw new IOException("the socket is not this process's");
    }

    /** As {@code /proc/net/udp} writes it: words of 32 bits in the machine's order. */
    private static String procAddress(InetAddress address) {
        ByteBuffer words = ByteBuffer.wrap(address.getAddress()).order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (words.hasRemaining()) {
            text.append(String.format(Locale.ROOT, "%08X", words.getInt()));
        }
        return text.toString();
    }

    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress remote) throws IOException {
        return single.send(datagram, remote);
    }

    @Override
    public boolean sendAll(ByteBuffer datagrams, int segment, InetSocketAddress remote) throws IOException {
        int length = datagrams.remaining();
        boolean fits = length > segment && length <= MAX_BYTES && length <= MAX_SEGMENTS * segment;
        if (refused || !fits || !datagrams.isDirect()) {
            return single.sendAll(datagrams, segment, remote);
        }
        Message message = MESSAGES.get();
        fill(message, message.payload(datagrams) + datagrams.position(), length, segment, remote);
        int error = send(message);
        if (error == 0 || error == EAGAIN) {
            datagrams.position(datagrams.limit());
            return error == 0;
        }
        if (error == EIO) {
            // No network card on this way can do it, not even the system in its place.
            refused = true;
        }
        if (refused || error == EINVAL || error == EMSGSIZE) {
            // EINVAL: a way narrower than our packets. They go as fragments, each by itself.
            return single.sendAll(datagrams, segment, remote);
        }
        throw new IOException("sendmsg failed with error " + error);
    }

    /** The system's number of the error; 0 for none. */
    private int send(Message message) throws IOException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            return LibC.sendmsg(socket, message.address, MSG_DONTWAIT) >= 0 ? 0 : Native.getLastError();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void fill(Message message, long payload, int length, int segment, InetSocketAddress remote) {
        ByteBuffer bytes = message.bytes;
        int addressLength = fillAddress(bytes, remote);
        bytes.putLong(0, message.address + ADDRESS).putInt(8, addressLength);
        bytes.putLong(16, message.address + VECTOR).putLong(24, 1);
        bytes.putLong(32, message.address + CONTROL).putLong(40, CONTROL_SPACE).putInt(48, 0);
        bytes.putLong(VECTOR, payload).putLong(VECTOR + 8, length);
        bytes.putLong(CONTROL, CONTROL_LENGTH).putInt(CONTROL + 8, SOL_UDP).putInt(CONTROL + 12, UDP_SEGMENT);
        bytes.putShort(CONTROL + 16, (short) segment);
    }

    /** {@code sockaddr_in} or {@code sockaddr_in6}. */
    private int fillAddress(ByteBuffer bytes, InetSocketAddress remote) {
        byte[] address = remote.getAddress().getAddress();
        bytes.putShort(ADDRESS, (short) (version6 ? AF_INET6 : AF_INET));
        bytes.put(ADDRESS + 2, (byte) (remote.getPort() >>> 8)).put(ADDRESS + 3, (byte) remote.getPort());
        if (!version6) {
            bytes.put(ADDRESS + 4, address).putLong(ADDRESS + 8, 0);
            return 16;
        }
        bytes.putInt(ADDRESS + 4, 0).put(ADDRESS + 8, address).putInt(ADDRESS + 24, 0);
        return 28;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                LibC.close(socket);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
