package com.technosupport.vms.simulator;

import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.dahua.DhipResponder;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.nvr.NvrDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The recorders of a simulator, and how Dahua's are found. */
final class Recorders {
    private static final int FREE_PORT_ATTEMPTS = 20;
    private static final byte[] FIRST_ADDRESS = {127, 0, 2, 1};

    private final List<NvrDevice> devices = new ArrayList<>();
    private final List<DhipResponder> responders = new ArrayList<>();

    List<SimulatedNvr> list() {
        return List.copyOf(devices);
    }

    /** Starts recorders, one after the other over the event loops. */
    void start(
            List<NvrOptions.Settings> wanted,
            List<EventLoop> loops,
            FootageLibrary library,
            CameraDevice.Settings common)
            throws IOException {
        Set<String> taken = new HashSet<>();
        wanted.forEach(options -> taken.add(options.address()));
        for (NvrOptions.Settings options : wanted) {
            String address = options.address().isEmpty() ? free(taken) : options.address();
            int number = devices.size() + 1;
            NvrDevice device = new NvrDevice(
                    number,
                    loops.get(number % loops.size()),
                    InetAddress.getByAddress(Checks.ipv4(address)),
                    library,
                    options,
                    common);
            devices.add(device);
            device.open();
        }
    }

    private static String free(Set<String> taken) throws IOException {
        byte[] address = FIRST_ADDRESS.clone();
        String text = InetAddress.getByAddress(address).getHostAddress();
        while (!taken.add(text)) {
            address[3]++;
            text = InetAddress.getByAddress(address).getHostAddress();
        }
        return text;
    }

    /** Answers Dahua's search on every Dahua recorder's address, where there is any. */
    void openDiscovery(EventLoop loop, int port, boolean multicast) throws IOException {
        List<NvrDevice> dahua = devices.stream()
                .filter(device -> device.vendor() == NvrVendor.DAHUA)
                .toList();
        List<InetAddress> hosts = dahua.stream().map(NvrDevice::host).distinct().toList();
        for (int attempt = 0; responders.size() < hosts.size(); attempt++) {
            try {
                for (InetAddress host : hosts) {
                    // A free port is taken on the first address, and then the same on all.
                    responders.add(new DhipResponder(loop, host, responders.isEmpty() ? port : discoveryPort()));
                }
            } catch (IOException e) {
                responders.forEach(DhipResponder::close);
                responders.clear();
                if (port != 0 || attempt == FREE_PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
        loop.call(() -> {
            for (DhipResponder responder : responders) {
                dahua.stream()
                        .filter(device -> device.host().equals(responder.host()))
                        .forEach(responder::add);
                responder.open(multicast);
            }
            return null;
        });
    }

    int discoveryPort() {
        if (responders.isEmpty()) {
            throw new IllegalStateException("No Dahua recorder is to be found");
        }
        return responders.get(0).port();
    }

    void close() {
        devices.forEach(NvrDevice::close);
    }
}
