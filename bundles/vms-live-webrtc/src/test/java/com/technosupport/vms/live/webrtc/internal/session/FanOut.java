package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures what viewers of one real stream cost the threads that serve them, and how long a picture takes from the hub to the
 * system; a program to be run by hand, with the number of viewers, {@code nio} or {@code best}, and for how many seconds. Nobody
 * reads what the viewers get: what a socket does not hold is dropped by the system, at the same cost to the sender.
 */
final class FanOut {

    /** Takes the time of each viewer's last packet of a picture. */
    private static final class Times implements PacketSink {

        private final List<Long> delays = new ArrayList<>();
        private volatile long departed;

        DatagramOutput.Factory around(DatagramOutput.Factory outputs) {
            return channel -> {
                DatagramOutput output = outputs.open(channel);
                return new DatagramOutput() {
                    @Override
                    public boolean send(ByteBuffer datagram, InetSocketAddress remote) throws IOException {
                        boolean last = isLast(datagram, datagram.remaining());
                        boolean sent = output.send(datagram, remote);
                        take(last);
                        return sent;
                    }

                    @Override
                    public boolean sendAll(ByteBuffer datagrams, int segment, InetSocketAddress remote)
                            throws IOException {
                        boolean last = isLast(datagrams, segment);
                        boolean sent = output.sendAll(datagrams, segment, remote);
                        take(last);
                        return sent;
                    }

                    @Override
                    public void close() {
                        output.close();
                    }
                };
            };
        }

        /** Whether the last of these datagrams is RTP's with the marker of a picture's end. */
        private static boolean isLast(ByteBuffer datagrams, int segment) {
            int at = datagrams.position() + (datagrams.remaining() - 1) / segment * segment;
            return (datagrams.get(at) & 0xc0) == 0x80 && (datagrams.get(at + 1) & 0xff) == (0x80 | 102);
        }

        private synchronized void take(boolean last) {
            if (last) {
                delays.add(System.nanoTime() - departed);
            }
        }

        synchronized void clear() {
            delays.clear();
        }

        synchronized double millis(double percentile) {
            List<Long> sorted = delays.stream().sorted().toList();
            return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * percentile / 100)) / 1e6;
        }

        @Override
        public void started(StreamFormat format, List<Packet> recent) {}

        @Override
        public void packet(Packet packet) {
            departed = System.nanoTime();
        }

        @Override
        public void interrupted(String reason) {}
    }

    private FanOut() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        boolean best = arguments.length < 2 || arguments[1].equals("best");
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        Recorder recorder = new Recorder();
        List<Viewer> viewers = new ArrayList<>();
        Times times = new Times();
        try (FakeHub hub = new FakeHub();
                LiveSessions sessions = new LiveSessions(
                        // Nobody checks again: the viewers are there to the end.
                        new LiveSettings(
                                Ports.free(),
                                List.of("127.0.0.1"),
                                1000,
                                Duration.ofSeconds(30),
                                Duration.ofHours(1),
                                Duration.ofSeconds(30)),
                        hub,
                        recorder,
                        Clock.systemUTC(),
                        List::of,
                        times.around(best ? DatagramOutput.Factory.BEST : DatagramOutput.Factory.NIO))) {
            hub.subscribe(hub.stream, "times", 0, times); // the first, so that it is told before any viewer is sent to
            hub.play(Footage.read("campus-main", 1280, 720));
            for (int i = 0; i < count; i++) {
                Negotiation negotiation =
                        sessions.negotiate(NegotiationRequest.ofVideo(hub.stream, Optional.empty(), Set.of()));
                Viewer viewer = new Viewer(negotiation.sdp());
                viewer.check(5000);
                sessions.answer(negotiation.session(), Viewer.answer(Viewer.IDENTITY));
                viewer.handshake(SrtpProfile.AEAD_AES_128_GCM);
                recorder.await(negotiation.session(), LiveState.CONNECTED);
                viewer.socket.setReceiveBufferSize(4096);
                viewers.add(viewer);
            }
            long cpu = cpu();
            long packets = sessions.totals().packets();
            times.clear();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double wall = System.nanoTime() - start;
            double used = cpu() - cpu;
            double sent = sessions.totals().packets() - packets;
            System.out.printf(
                    "%d viewers, %s: %.0f packets/s, %.1f %% of a core, %.3f %% a viewer, %.2f us a packet; p50 %.2f, p99 %.2f ms%n",
                    count,
                    best ? "best" : "nio",
                    sent * 1e9 / wall,
                    100 * used / wall,
                    100 * used / wall / count,
                    used / 1000 / sent,
                    times.millis(50),
                    times.millis(99));
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    private static long cpu() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("webrtc-send-")
                        || thread.getName().equals("webrtc-network")
                        || thread.getName().equals("footage"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }
}
