package com.technosupport.vms.itests.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.LongAdder;

/**
 * A camera whose packets come from an FFmpeg and pass through here, so that it is known when each of them left. By RTSP over
 * TCP, under whatever path is asked for (each is a camera of its own to the server), and by plain RTP besides.
 */
public final class RtspFeed implements AutoCloseable {

    private static final int REMEMBERED = 2000;

    private final DatagramSocket input;
    private final ServerSocket server;
    private final Path log;
    private volatile Process encoder;
    private volatile String encoding = "H264";
    private volatile Twist twist = Twist.NONE;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Socket> playing = ConcurrentHashMap.newKeySet();
    private final Set<InetSocketAddress> plain = new CopyOnWriteArraySet<>();
    private final ConcurrentSkipListMap<Long, Long> departures = new ConcurrentSkipListMap<>();
    private volatile long latest = -1;
    private final LongAdder pictures = new LongAdder();

    /**
     * What the camera does wrong.
     *
     * @param ticks by which its RTP clock (90 kHz) is ahead of where it was
     * @param withoutKeys whether its key frames are left out
     */
    public record Twist(int ticks, boolean withoutKeys) {
        public static final Twist NONE = new Twist(0, false);
    }

    /**
     * @param address of ours to be reached at
     * @param codec what FFmpeg does between its input and its output
     */
    public RtspFeed(String address, Path log, String[] source, String[] codec) throws IOException {
        this.log = log;
        input = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        input.setReceiveBufferSize(1 << 20);
        server = new ServerSocket(0, 10, InetAddress.getByName(address));
        encoder = encoder(source, codec);
        begin("bench-feed", this::pass);
        begin("bench-rtsp", this::accept);
    }

    private Process encoder(String[] source, String[] codec) throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/ffmpeg", "-v", "error"));
        command.addAll(List.of(source));
        command.addAll(List.of(codec));
        command.addAll(List.of(
                "-an",
                "-payload_type",
                "96",
                "-f",
                "rtp",
                "-flush_packets",
                "1",
                "rtp://127.0.0.1:" + input.getLocalPort() + "?pkt_size=1200"));
        return new ProcessBuilder(command)
                .redirectError(log.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Has the camera do something wrong from the next packet on. */
    public void twist(Twist next) {
        twist = next;
    }

    /**
     * Sends something else from now on, as a camera whose settings were changed.
     *
     * @param name of the codec in SDP; where it is another one, connections end, and the next are told of it
     */
    public void change(String name, String[] source, String[] codec) throws IOException, InterruptedException {
        encoder.destroy();
        encoder.waitFor();
        boolean another = !name.equals(encoding);
        encoding = name;
        if (another) {
            for (Socket client : connections) {
                client.close();
            }
        }
        encoder = encoder(source, codec);
    }

    private void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
    }

    public String url(String path) {
        return "rtsp://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/" + path;
    }

    /** FFmpeg's standard input. */
    OutputStream pictures() {
        return encoder.getOutputStream();
    }

    /** Sends the packets there too. */
    void sendTo(InetSocketAddress target) {
        plain.add(target);
    }

    /** The RTP time of the picture whose last packet was passed on last; -1 before the first. */
    long latest() {
        return latest;
    }

    /** How many were passed on to everybody since the start. */
    long pictureCount() {
        return pictures.sum();
    }

    /** When the last packet of the picture with this RTP time was passed on, by {@link System#nanoTime}; null if unknown. */
    Long departure(long time) {
        return departures.get(time);
    }

    private void pass() {
        byte[] data = new byte[4 + 2048];
        int left = 0;
        try (DatagramSocket output = new DatagramSocket()) {
            while (!input.isClosed()) {
                DatagramPacket packet = new DatagramPacket(data, 4, 2048);
                input.receive(packet);
                int length = packet.getLength();
                if ((data[5] & 0x7f) != 96) {
                    continue; // RTCP has a port of its own
                }
                if ((data[5] & 0x80) != 0) {
                    long time = (data[8] & 0xffL) << 24
                            | (data[9] & 0xffL) << 16
                            | (data[10] & 0xffL) << 8
                            | (data[11] & 0xffL);
                    departures.put(time, System.nanoTime());
                    latest = time;
                    pictures.increment();
                    if (departures.size() > REMEMBERED) {
                        departures.clear();
                    }
                }
                Twist now = twist;
                if (now.withoutKeys() && isKey(data)) {
                    left++;
                    continue;
                }
                shift(data, now.ticks(), left);
                data[0] = '$';
                data[1] = 0;
                data[2] = (byte) (length >> 8);
                data[3] = (byte) length;
                for (InetSocketAddress target : plain) {
                    output.send(new DatagramPacket(data, 4, length, target));
                }
                for (Socket client : playing) {
                    send(client, data, 4 + length);
                }
            }
        } catch (IOException e) {
            if (!input.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether a packet of H.264 is of a key frame (RFC 6184, sections 5.2 and 5.8). */
    private static boolean isKey(byte[] data) {
        int type = data[16] & 0x1f;
        return type == 5 || (type == 28 && (data[17] & 0x1f) == 5);
    }

    /** As another clock would have it, and without a trace of packets that were left out. */
    private static void shift(byte[] data, int ticks, int left) {
        if (left != 0) {
            int sequence = ((data[6] & 0xff) << 8 | (data[7] & 0xff)) - left;
            data[6] = (byte) (sequence >> 8);
            data[7] = (byte) sequence;
        }
        if (ticks != 0) {
            int time = ((data[8] & 0xff) << 24 | (data[9] & 0xff) << 16 | (data[10] & 0xff) << 8 | (data[11] & 0xff))
                    + ticks;
            data[8] = (byte) (time >> 24);
            data[9] = (byte) (time >> 16);
            data[10] = (byte) (time >> 8);
            data[11] = (byte) time;
        }
    }

    private void send(Socket client, byte[] data, int length) {
        try {
            synchronized (client) {
                client.getOutputStream().write(data, 0, length);
            }
        } catch (IOException e) {
            playing.remove(client);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                connections.add(client);
                begin("bench-rtsp-client", () -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream())) {
            while (true) {
                List<String> request = request(in);
                if (request.isEmpty()) {
                    return;
                }
                String[] line = request.get(0).split(" ");
                String sequence = header(request, "CSeq");
                String extra =
                        switch (line[0]) {
                            case "OPTIONS" -> "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN\r\n\r\n";
                            case "DESCRIBE" -> {
                                String sdp = String.join(
                                        "\r\n",
                                        "v=0",
                                        "o=- 1 1 IN IP4 127.0.0.1",
                                        "s=bench",
                                        "t=0 0",
                                        "m=video 0 RTP/AVP 96",
                                        "a=rtpmap:96 " + encoding + "/90000",
                                        encoding.equals("H264") ? "a=fmtp:96 packetization-mode=1" : "a=recvonly",
                                        "a=control:track",
                                        "");
                                yield "Content-Base: " + line[1]
                                        + "/\r\nContent-Type: application/sdp\r\nContent-Length: " + sdp.length()
                                        + "\r\n\r\n" + sdp;
                            }
                            case "SETUP" ->
                                "Session: 1;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
                            default -> "Session: 1\r\n\r\n";
                        };
                synchronized (client) {
                    client.getOutputStream()
                            .write(("RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n" + extra)
                                    .getBytes(StandardCharsets.US_ASCII));
                }
                if (line[0].equals("PLAY")) {
                    playing.add(client);
                } else if (line[0].equals("TEARDOWN")) {
                    return;
                }
            }
        } catch (IOException e) {
            // The server has gone.
        } finally {
            playing.remove(client);
            connections.remove(client);
        }
    }

    /** The lines of the next request; empty at the end. What the server sends of RTCP is passed over. */
    private static List<String> request(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '$' && lines.isEmpty() && line.isEmpty()) {
                in.read();
                in.skipNBytes(in.read() << 8 | in.read());
            } else if (next == '\n') {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (next != '\r') {
                line.append((char) next);
            }
        }
        return List.of();
    }

    private static String header(List<String> request, String name) {
        return request.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        encoder.destroy();
        encoder.waitFor();
        input.close();
        server.close();
        for (Socket client : connections) {
            client.close();
        }
        List<Thread> all;
        synchronized (threads) {
            all = List.copyOf(threads);
        }
        for (Thread thread : all) {
            thread.join(5000);
        }
    }
}
