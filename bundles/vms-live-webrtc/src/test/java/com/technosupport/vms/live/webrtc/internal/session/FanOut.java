package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Measures what viewers of one real stream cost the threads that serve them; a program to be run by hand, with the number of
 * viewers, {@code nio} or {@code best}, and for how many seconds. Nobody reads what the viewers get: what a socket does not hold
 * is dropped by the system, at the same cost to the sender.
 */
final class FanOut {

    private FanOut() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        boolean best = arguments.length < 2 || arguments[1].equals("best");
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        Recorder recorder = new Recorder();
        List<Viewer> viewers = new ArrayList<>();
        try (FakeHub hub = new FakeHub();
                LiveSessions sessions = new LiveSessions(
                        new LiveSettings(Ports.free(), List.of("127.0.0.1"), 1000),
                        hub,
                        recorder,
                        Clock.systemUTC(),
                        List::of,
                        best ? DatagramOutput.Factory.BEST : DatagramOutput.Factory.NIO)) {
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
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double wall = System.nanoTime() - start;
            double used = cpu() - cpu;
            double sent = sessions.totals().packets() - packets;
            System.out.printf(
                    "%d viewers, %s: %.0f packets/s, %.1f %% of a core, %.3f %% a viewer, %.2f us a packet%n",
                    count,
                    best ? "best" : "nio",
                    sent * 1e9 / wall,
                    100 * used / wall,
                    100 * used / wall / count,
                    used / 1000 / sent);
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    private static long cpu() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("webrtc-")
                        || thread.getName().equals("footage"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }
}
