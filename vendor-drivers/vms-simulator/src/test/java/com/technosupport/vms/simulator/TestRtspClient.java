package com.technosupport.vms.simulator;

import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A blocking RTSP client, just enough to look at each packet. */
final class TestRtspClient implements AutoCloseable {
    static final Credentials CREDENTIALS = new Credentials("admin", "secret");
    private static final int TIMEOUT_MILLIS = 10_000;

    record Answer(int status, Map<String, String> headers, String body) {}

    record Rtp(int channel, int sequence, long timestamp, boolean marker, int type, int length, int firstByte) {}

    final Socket socket;
    private final DataInputStream in;
    private final URI uri;
    private String session;
    private int sequence;
    private String authorization = "";
    private Credentials credentials = CREDENTIALS;

    TestRtspClient(URI uri) throws IOException {
        this(uri, 0);
    }

    /** @param receiveBuffer bytes, or 0 for what the system has */
    TestRtspClient(URI uri, int receiveBuffer) throws IOException {
        this.uri = uri;
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(uri.getHost(), uri.getPort()), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    TestRtspClient with(Credentials other) {
        credentials = other;
        return this;
    }

    /** Asks, and asks again with credentials when told to. */
    Answer ask(String method, String target, String... headers) throws IOException {
        send(method, target, headers);
        Answer answer = answer();
        String challenge = answer.headers().get("www-authenticate");
        if (answer.status() == 401 && challenge != null) {
            authorization = authorize(challenge, method, target);
            send(method, target, headers);
            answer = answer();
        }
        return answer;
    }

    private String authorize(String challenge, String method, String target) {
        if (challenge.startsWith("Basic")) {
            String pair = credentials.user() + ":" + credentials.password();
            return "Basic " + java.util.Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        Map<String, String> given = HttpAuth.parameters(challenge);
        String algorithm = given.getOrDefault("algorithm", "MD5");
        String response =
                HttpAuth.response(algorithm, credentials, given.get("realm"), method, target, given.get("nonce"));
        return "Digest username=\"" + credentials.user() + "\", realm=\"" + given.get("realm") + "\", nonce=\""
                + given.get("nonce") + "\", uri=\"" + target + "\", algorithm=" + algorithm + ", response=\"" + response
                + "\"";
    }

    void send(String method, String target, String... headers) throws IOException {
        sequence++;
        StringBuilder text = new StringBuilder(method + " " + target + " RTSP/1.0\r\nCSeq: " + sequence + "\r\n");
        if (!authorization.isEmpty()) {
            text.append("Authorization: ").append(authorization).append("\r\n");
        }
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads an answer, leaving out media before it. */
    Answer answer() throws IOException {
        String first = line();
        int status = Integer.parseInt(first.split(" ")[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c == '$' && line.isEmpty()) {
                in.readUnsignedByte();
                in.readNBytes(in.readUnsignedShort());
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Describes, sets up over TCP and plays. */
    Answer play() throws IOException {
        expect(ask("DESCRIBE", uri.toString()));
        Answer setup = expect(ask("SETUP", uri + "/trackID=1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"));
        session = setup.headers().get("session").split(";")[0];
        return expect(ask("PLAY", uri.toString(), "Session: " + session));
    }

    String session() {
        return "Session: " + session;
    }

    private static Answer expect(Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException("Status " + answer.status());
        }
        return answer;
    }

    /** The next frame of the connection, whole. */
    byte[] frame() throws IOException {
        int dollar = in.readUnsignedByte();
        if (dollar != '$') {
            throw new IOException("Not interleaved: " + dollar);
        }
        byte[] head = in.readNBytes(3);
        int length = ByteBuffer.wrap(head).getShort(1) & 0xffff;
        byte[] frame = Arrays.copyOf(head, 3 + length);
        in.readFully(frame, 3, length);
        return frame;
    }

    /** The next RTP packet. */
    Rtp packet() throws IOException {
        while (true) {
            byte[] frame = frame();
            if (frame[0] % 2 == 0) {
                ByteBuffer rtp = ByteBuffer.wrap(frame, 3, frame.length - 3).slice();
                return new Rtp(
                        frame[0],
                        rtp.getShort(2) & 0xffff,
                        rtp.getInt(4) & 0xffffffffL,
                        rtp.get(1) < 0,
                        rtp.get(1) & 0x7f,
                        rtp.limit(),
                        rtp.get(12) & 0xff);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
