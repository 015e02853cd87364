package com.technosupport.vms.simulator.internal.discovery;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.SearchResponder;
import com.technosupport.vms.simulator.internal.onvif.DeviceScopes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Answers WS-Discovery for the cameras of an address, a datagram each. */
public final class DiscoveryResponder extends SearchResponder<CameraDevice> {
    private static final String GROUP = "239.255.255.250";
    /** Bytes that make an answer just fit a datagram. */
    private static final int HUGE = 64_000;

    private static final int DUPLICATES = 3;
    private static final long ENDLESS_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long ENDLESS_TIME = TimeUnit.SECONDS.toNanos(30);

    /** @param port 0 for a free one */
    public DiscoveryResponder(EventLoop loop, InetAddress host, int port) throws IOException {
        super(loop, host, port, GROUP);
    }

    @Override
    protected void answer(byte[] datagram, SocketAddress from) throws IOException {
        Optional<ProbeMessage> probe = ProbeMessage.read(datagram);
        if (probe.isEmpty()) {
            return;
        }
        for (CameraDevice camera : devices()) {
            List<String> scopes = DeviceScopes.of(camera);
            if (!camera.isAway() && probe.get().seeks(scopes)) {
                answer(probe.get(), camera, scopes, from);
            }
        }
    }

    private void answer(ProbeMessage probe, CameraDevice camera, List<String> scopes, SocketAddress from)
            throws IOException {
        Set<OnvifQuirk> quirks = camera.state().quirks();
        String addresses = camera.discoveryAddresses();
        if (quirks.contains(OnvifQuirk.DOCTYPE_ANSWERS)) {
            send(ProbeMessage.withNestedEntities(probe.match(UUID.randomUUID(), scopes, addresses)), from);
        }
        List<String> told = scopes;
        if (quirks.contains(OnvifQuirk.HUGE_ANSWERS)) {
            told = new ArrayList<>(scopes);
            told.add("onvif://www.onvif.org/location/" + "x".repeat(HUGE));
        }
        int times = quirks.contains(OnvifQuirk.DUPLICATE_ANSWERS) ? DUPLICATES : 1;
        for (int i = 0; i < times; i++) {
            send(probe.match(camera.endpoint(), told, addresses), from);
        }
        if (quirks.contains(OnvifQuirk.ENDLESS_ANSWERS)) {
            goOn(probe, camera, from, System.nanoTime() + ENDLESS_TIME);
        }
    }

    /** Invents devices, as long as the quirk is on. */
    private void goOn(ProbeMessage probe, CameraDevice camera, SocketAddress from, long end) {
        boolean on = camera.state().quirks().contains(OnvifQuirk.ENDLESS_ANSWERS);
        if (!on || !isOpen() || System.nanoTime() - end > 0) {
            return;
        }
        try {
            send(probe.match(UUID.randomUUID(), DeviceScopes.of(camera), camera.discoveryAddresses()), from);
        } catch (IOException e) {
            // Who asked has gone: it is asked no more.
            return;
        }
        loop().after(ENDLESS_PAUSE, () -> goOn(probe, camera, from, end));
    }

    private void send(String message, SocketAddress to) throws IOException {
        send(message.getBytes(StandardCharsets.UTF_8), to);
    }
}
