package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.live.webrtc.internal.dtls.DtlsClient;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsIdentity;
import com.technosupport.vms.live.webrtc.internal.dtls.Fingerprint;
import com.technosupport.vms.live.webrtc.internal.ice.TestChecks;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;

/** A viewer without a browser: as much of ICE, DTLS and SDP as it takes to be sent packets, over UDP. */
final class Viewer implements DatagramTransport, AutoCloseable {

    private static final long RETRANSMISSION_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    static final DtlsIdentity IDENTITY = DtlsIdentity.create(Clock.systemUTC());

    final DatagramSocket socket;
    private final String sdp;
    private DTLSTransport dtls;

    Viewer(String offer) throws IOException {
        this(offer, InetAddress.getLoopbackAddress());
    }

    /**
     * @param server which of the server's addresses to come to
     */
    Viewer(String offer, InetAddress server) throws IOException {
        sdp = offer;
        socket = new DatagramSocket(new InetSocketAddress(server, 0));
        int port = Integer.parseInt(offer.split("m=video ", 2)[1].split(" ", 2)[0]);
        socket.connect(server, port);
        socket.setSoTimeout(5000);
    }

    private String value(String name) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=" + name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 3);
    }

    /** What it would answer; {@code identity} names the certificate. */
    static String answer(DtlsIdentity identity) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "m=video 9 UDP/TLS/RTP/SAVPF 102",
                "a=mid:0",
                "a=ice-ufrag:remote",
                "a=ice-pwd:remotepasswordremotepassword",
                "a=fingerprint:" + identity.fingerprint().sdp(),
                "a=setup:active",
                "a=recvonly",
                "a=rtcp-mux",
                "");
    }

    /** The same with some sound. */
    static String answerWithSound(DtlsIdentity identity) {
        return answer(identity)
                + String.join("\r\n", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8", "a=mid:1", "a=recvonly", "a=rtcp-mux", "");
    }

    /**
     * Makes a connectivity check and returns the type of the answer; 0 when none comes within this time. The request is sent
     * again until then, as STUN does over UDP (RFC 8489, section 6.2.1): the system may drop any packet.
     */
    int check(int waitMillis) throws IOException {
        byte[] request = TestChecks.request(value("ice-ufrag") + ":remote", value("ice-pwd"));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        try {
            while (System.nanoTime() < end) {
                socket.send(new DatagramPacket(request, request.length));
                long again = Math.min(end, System.nanoTime() + RETRANSMISSION_NANOS);
                for (long left = again - System.nanoTime(); left > 0; left = again - System.nanoTime()) {
                    int type = receive(left);
                    if (type >= 0) {
                        return type;
                    }
                }
            }
            return 0;
        } finally {
            socket.setSoTimeout(5000);
        }
    }

    /** The type of the next packet if it is of STUN; else, or when none comes in time, -1. */
    private int receive(long nanos) throws IOException {
        socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return -1;
        }
        byte[] data = packet.getData();
        return (data[0] & 0xfe) == 0 ? (data[0] & 0xff) << 8 | (data[1] & 0xff) : -1;
    }

    void handshake(SrtpProfile profile) throws IOException {
        DtlsClient client =
                new DtlsClient(IDENTITY, Fingerprint.parse(value("fingerprint")).orElseThrow(), profile);
        dtls = new DTLSClientProtocol().connect(client, this);
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
        socket.setSoTimeout(Math.max(1, waitMillis));
        try {
            DatagramPacket packet = new DatagramPacket(buffer, offset, length);
            socket.receive(packet);
            int first = buffer[offset] & 0xff;
            return first >= 20 && first <= 63 ? packet.getLength() : -1;
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
        socket.send(new DatagramPacket(buffer, offset, length));
    }

    /** Says goodbye. */
    void leave() throws IOException {
        dtls.close();
    }

    @Override
    public void close() {
        socket.close();
    }
}
