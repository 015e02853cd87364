package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.driver.RtspSource;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a session's packets come (RFC 2326, 12.39): interleaved, or by UDP. Which channel or port belongs to which track. Used by the
 * loop's thread only.
 */
final class RtspTransport {

    /** Takes datagrams. */
    interface Datagrams {
        void datagram(int track, boolean control, ByteBuffer buffer, int length);
    }

    private static final Pattern INTERLEAVED =
            Pattern.compile("interleaved\\s*=\\s*(\\d{1,3})(?:\\s*-\\s*(\\d{1,3}))?");
    private static final Pattern SERVER_PORT =
            Pattern.compile("server_port\\s*=\\s*(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");
    private static final int NONE = -1;

    private final RtspLoop loop;
    private final RtspSource.Transport wanted;
    private final Datagrams datagrams;
    private final Consumer<Throwable> broken;
    private boolean interleaved;
    private final int[] trackOfChannel = new int[256];
    private final boolean[] control = new boolean[256];
    private final List<Integer> controlChannel = new ArrayList<>();
    private final List<UdpPair> pairs = new ArrayList<>();
    private final List<int[]> devicePorts = new ArrayList<>();

    RtspTransport(RtspLoop loop, RtspSource.Transport wanted, Datagrams datagrams, Consumer<Throwable> broken) {
        this.loop = loop;
        this.wanted = wanted;
        this.datagrams = datagrams;
        this.broken = broken;
        this.interleaved = wanted != RtspSource.Transport.UDP;
        Arrays.fill(trackOfChannel, NONE);
    }

    boolean isInterleaved() {
        return interleaved;
    }

    /** True when UDP may be tried in place of TCP. */
    boolean fallBackToUdp() {
        if (!interleaved || wanted != RtspSource.Transport.AUTOMATIC) {
            return false;
        }
        interleaved = false;
        Arrays.fill(trackOfChannel, NONE);
        controlChannel.clear();
        return true;
    }

    /** The header line that asks for a track. */
    String offer(int track, InetAddress local, InetAddress device) throws IOException {
        if (interleaved) {
            assign(track, 2 * track, 2 * track + 1);
            return "Transport: RTP/AVP/TCP;unicast;interleaved=" + 2 * track + "-" + (2 * track + 1) + "\r\n";
        }
        UdpPair pair = UdpPair.open(loop, local, device, new UdpPair.Output() {
            @Override
            public void datagram(boolean rtcp, ByteBuffer buffer, int length) {
                datagrams.datagram(track, rtcp, buffer, length);
            }

            @Override
            public void broken(Throwable problem) {
                broken.accept(problem);
            }
        });
        while (pairs.size() > track) {
            pairs.remove(track).close();
        }
        pairs.add(pair);
        return "Transport: RTP/AVP;unicast;client_port=" + pair.port() + "-" + (pair.port() + 1) + "\r\n";
    }

    private void assign(int track, int media, int report) {
        for (int i = 0; i < trackOfChannel.length; i++) {
            if (trackOfChannel[i] == track) {
                trackOfChannel[i] = NONE;
            }
        }
        trackOfChannel[media] = track;
        control[media] = false;
        if (report != media) {
            trackOfChannel[report] = track;
            control[report] = true;
        }
        while (controlChannel.size() > track) {
            controlChannel.remove(track);
        }
        controlChannel.add(report);
    }

    /** Takes the device's choice; false when it is not what was asked for. */
    boolean agree(int track, RtspMessage answer) {
        String header = answer.header("transport").orElse("").toLowerCase(Locale.ROOT);
        if (interleaved) {
            Matcher matcher = INTERLEAVED.matcher(header);
            if (matcher.find()) {
                int media = Integer.parseInt(matcher.group(1));
                int report = matcher.group(2) == null ? media + 1 : Integer.parseInt(matcher.group(2));
                if (media > 255 || report > 255) {
                    return false;
                }
                assign(track, media, report);
                return true;
            }
            // Some leave the channels out, meaning what was asked for.
            return header.isEmpty() || header.contains("tcp");
        }
        if (header.contains("tcp") || header.contains("interleaved")) {
            return false;
        }
        Matcher matcher = SERVER_PORT.matcher(header);
        int rtp = 0;
        int rtcp = 0;
        if (matcher.find()) {
            rtp = port(matcher.group(1));
            rtcp = matcher.group(2) == null ? port(matcher.group(1)) + 1 : port(matcher.group(2));
        }
        devicePorts.add(new int[] {rtp, Math.min(65535, rtcp)});
        return true;
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        return port > 65535 ? 0 : port;
    }

    int track(int channel) {
        return trackOfChannel[channel];
    }

    boolean isControl(int channel) {
        return control[channel];
    }

    /** Opens the way for UDP through firewalls on our side. */
    void punch() {
        for (int i = 0; i < Math.min(pairs.size(), devicePorts.size()); i++) {
            pairs.get(i).device(devicePorts.get(i)[0], devicePorts.get(i)[1]);
        }
    }

    void sendControl(int track, byte[] report, Consumer<byte[]> wire) {
        if (!interleaved) {
            if (track < pairs.size()) {
                pairs.get(track).sendRtcp(report);
            }
            return;
        }
        byte[] framed = new byte[4 + report.length];
        framed[0] = '$';
        framed[1] = controlChannel.get(track).byteValue();
        framed[2] = (byte) (report.length >> 8);
        framed[3] = (byte) report.length;
        System.arraycopy(report, 0, framed, 4, report.length);
        wire.accept(framed);
    }

    void close() {
        pairs.forEach(UdpPair::close);
        pairs.clear();
        Arrays.fill(trackOfChannel, NONE);
    }
}
