package com.technosupport.vms.simulator;

import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.ControlService;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.discovery.DiscoveryResponder;
import com.technosupport.vms.simulator.internal.http.HttpServer;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.nvr.NvrControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Some simulated cameras on this machine. Each is an ONVIF device with an RTSP server of its own, found by WS-Discovery.
 *
 * <pre>{@code
 * try (Simulator simulator = Simulator.builder().cameras(2).credentials("admin", "secret").start()) {
 *     URI stream = simulator.camera(1).stream(SimulatedCamera.MAIN);
 *     simulator.camera(2).fault(Fault.SILENT);
 * }
 * }</pre>
 *
 * <p>A started simulator may be used from any thread. {@link #close} drops all clients, frees all ports and ends all threads.
 */
public final class Simulator implements AutoCloseable {
    private static final int CAMERAS_A_LOOP = 64;
    private static final int FREE_PORT_ATTEMPTS = 20;

    private final List<CameraDevice> cameras = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<DiscoveryResponder> responders = new ArrayList<>();
    private final Recorders recorders = new Recorders();
    private HttpServer control;

    private Simulator() {}

    /** Starts with one camera, on addresses from 127.0.1.1 and free ports. */
    public static Builder builder() {
        return new Builder();
    }

    /** All cameras, by number. */
    public List<SimulatedCamera> cameras() {
        return List.copyOf(cameras);
    }

    /**
     * One camera.
     *
     * @param number from 1
     */
    public SimulatedCamera camera(int number) {
        return cameras.get(number - 1);
    }

    /** All recorders, in the order in which they were asked for. */
    public List<SimulatedNvr> nvrs() {
        return recorders.list();
    }

    /**
     * One recorder.
     *
     * @param number from 1
     */
    public SimulatedNvr nvr(int number) {
        return nvrs().get(number - 1);
    }

    /**
     * The UDP port on which every Dahua recorder's address answers Dahua's search.
     *
     * @throws IllegalStateException when there is no such recorder, or discovery is off
     */
    public int dahuaDiscoveryPort() {
        return recorders.discoveryPort();
    }

    /**
     * The UDP port on which every camera's address answers WS-Discovery.
     *
     * @throws IllegalStateException when discovery is off
     */
    public int discoveryPort() {
        if (responders.isEmpty()) {
            throw new IllegalStateException("Discovery is off");
        }
        return responders.get(0).port();
    }

    /** Where the switches are to be had over HTTP, when {@link Builder#controlPort} asked for it. */
    public Optional<URI> control() {
        return Optional.ofNullable(control).map(server -> URI.create("http://127.0.0.1:" + server.port() + "/cameras"));
    }

    /** Drops all clients, frees all ports and ends all threads. */
    @Override
    public void close() {
        cameras.forEach(CameraDevice::close);
        recorders.close();
        loops.forEach(EventLoop::close);
    }

    private void start(Builder builder) throws IOException {
        int devices = Math.max(1, builder.cameras + builder.nvrs.size());
        int threads =
                Math.min(Runtime.getRuntime().availableProcessors(), (devices + CAMERAS_A_LOOP - 1) / CAMERAS_A_LOOP);
        for (int i = 0; i < threads; i++) {
            loops.add(new EventLoop("simulator-" + (i + 1)));
        }
        FootageLibrary library = new FootageLibrary();
        CameraDevice.Settings settings = builder.settings();
        byte[] first = builder.address;
        for (int i = 0; i < builder.cameras; i++) {
            int step = builder.sharedAddress ? i : 0;
            CameraDevice camera = new CameraDevice(
                    i + 1,
                    loops.get(i % threads),
                    builder.sharedAddress ? InetAddress.getByAddress(first) : plus(first, i),
                    builder.httpPort == 0 ? 0 : builder.httpPort + step,
                    builder.rtspPort == 0 ? 0 : builder.rtspPort + step,
                    library,
                    settings);
            cameras.add(camera);
            camera.open();
        }
        recorders.start(builder.nvrs, loops, library, settings);
        if (builder.discovery) {
            openDiscovery(builder);
            recorders.openDiscovery(loops.get(0), builder.dahuaDiscoveryPort, builder.multicast);
        }
        if (builder.controlPort >= 0) {
            openControl(builder.controlPort);
        }
    }

    private void openDiscovery(Builder builder) throws IOException {
        List<InetAddress> hosts =
                cameras.stream().map(CameraDevice::host).distinct().toList();
        EventLoop loop = loops.get(0);
        for (int attempt = 0; responders.size() < hosts.size(); attempt++) {
            try {
                for (InetAddress host : hosts) {
                    // A free port is taken on the first address, and then the same on all.
                    int port = responders.isEmpty() ? builder.discoveryPort : discoveryPort();
                    responders.add(new DiscoveryResponder(loop, host, port));
                }
            } catch (IOException e) {
                responders.forEach(DiscoveryResponder::close);
                responders.clear();
                if (builder.discoveryPort != 0 || attempt == FREE_PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
        loop.call(() -> {
            for (DiscoveryResponder responder : responders) {
                cameras.stream()
                        .filter(camera -> camera.host().equals(responder.host()))
                        .forEach(responder::add);
                responder.open(builder.multicast);
            }
            return null;
        });
    }

    private void openControl(int port) throws IOException {
        ControlService service = new ControlService(cameras);
        NvrControl nvrControl = new NvrControl(recorders.list());
        EventLoop loop = loops.get(0);
        control = HttpServer.immediate(
                loop,
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                port,
                new FaultBoard(),
                new Counters(),
                request -> NvrControl.isFor(request) ? nvrControl.answer(request) : service.answer(request));
        loop.call(() -> {
            control.open();
            return null;
        });
    }

    private static InetAddress plus(byte[] address, int steps) throws IOException {
        byte[] sum = address.clone();
        int carry = steps;
        for (int i = sum.length - 1; i >= 0 && carry > 0; i--) {
            carry += sum[i] & 0xff;
            sum[i] = (byte) carry;
            carry >>= 8;
        }
        return InetAddress.getByAddress(sum);
    }

    /** What a simulator is to be like. */
    public static final class Builder {
        private int cameras = 1;
        private final List<NvrOptions.Settings> nvrs = new ArrayList<>();
        private int dahuaDiscoveryPort;
        private byte[] address = {127, 0, 1, 1};
        private boolean sharedAddress;
        private int httpPort;
        private int rtspPort;
        private boolean discovery = true;
        private int discoveryPort;
        private boolean multicast = true;
        private int controlPort = -1;
        private Credentials credentials = new Credentials("admin", "admin");
        private Set<AuthScheme> schemes = EnumSet.of(AuthScheme.DIGEST_MD5);
        private Clock clock = Clock.systemUTC();
        private Duration clockSkew = Duration.ZERO;
        private Duration sessionTimeout = Duration.ofSeconds(60);
        private Duration nonceLifetime = Duration.ofHours(1);
        private boolean campusOnly;
        private int channels = 1;
        private boolean analytics;

        private Builder() {}

        /** How many, 0 to 4096; 1 unless told. */
        public Builder cameras(int count) {
            if (count < 0 || count > 4096) {
                throw new IllegalArgumentException("0 to 4096 cameras: " + count);
            }
            cameras = count;
            return this;
        }

        /** Adds a recorder, or a camera with a vendor's own interface, as the options are now. */
        public Builder nvr(NvrOptions options) {
            nvrs.add(options.settings());
            return this;
        }

        /** The UDP port of Dahua's search; 0, a free one and the same for all addresses, unless told. Real devices have 37810. */
        public Builder dahuaDiscoveryPort(int port) {
            dahuaDiscoveryPort = Checks.port(port);
            return this;
        }

        /**
         * The first camera's IPv4 address, 127.0.1.1 unless told; the next cameras have the addresses after it.
         *
         * @throws IllegalArgumentException when it is not four numbers with dots
         */
        public Builder address(String first) {
            address = Checks.ipv4(first);
            return this;
        }

        /** Gives all cameras one address; their ports then count up from the given ones. */
        public Builder sharedAddress(boolean shared) {
            sharedAddress = shared;
            return this;
        }

        /** The port of ONVIF and snapshots; 0, a free one, unless told. */
        public Builder httpPort(int port) {
            httpPort = Checks.port(port);
            return this;
        }

        /** The RTSP port; 0, a free one, unless told. */
        public Builder rtspPort(int port) {
            rtspPort = Checks.port(port);
            return this;
        }

        /** The UDP port of WS-Discovery; 0, a free one and the same for all addresses, unless told. Real devices have 3702. */
        public Builder discoveryPort(int port) {
            discoveryPort = Checks.port(port);
            return this;
        }

        /** Whether cameras answer WS-Discovery; they do unless told. */
        public Builder discovery(boolean on) {
            discovery = on;
            return this;
        }

        /** Whether they also answer what is sent to the multicast group 239.255.255.250, where the interface allows it; they do unless told. */
        public Builder multicast(boolean on) {
            multicast = on;
            return this;
        }

        /** Lets the cameras' switches be had over HTTP on this port of 127.0.0.1, 0 for a free one; they are not unless told. */
        public Builder controlPort(int port) {
            controlPort = Checks.port(port);
            return this;
        }

        /** User and password of all cameras; {@code admin}, {@code admin} unless told. */
        public Builder credentials(String user, String password) {
            credentials = new Credentials(user, password);
            return this;
        }

        /** How cameras ask for the password over RTSP and HTTP; Digest with MD5 unless told. */
        public Builder authSchemes(AuthScheme first, AuthScheme... more) {
            schemes = EnumSet.of(first, more);
            return this;
        }

        /** The wall clock that cameras run on; the system's unless told. */
        public Builder clock(Clock wallClock) {
            clock = Objects.requireNonNull(wallClock, "wallClock");
            return this;
        }

        /** How far the cameras' clocks run ahead of it. */
        public Builder clockSkew(Duration skew) {
            clockSkew = Objects.requireNonNull(skew, "skew");
            return this;
        }

        /** After what silence of a client an RTSP session ends; 60 s unless told. */
        public Builder sessionTimeout(Duration timeout) {
            sessionTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** How long a nonce of Digest is good; then a client is told {@code stale=true}. An hour unless told. */
        public Builder nonceLifetime(Duration lifetime) {
            nonceLifetime = Objects.requireNonNull(lifetime, "lifetime");
            return this;
        }

        /** Lets every camera show the campus, which has people and 2 Mbit/s; else four scenes take turns. */
        public Builder campusOnly(boolean only) {
            campusOnly = only;
            return this;
        }

        /** How many video sources each camera has, 1 to 64; 1 unless told. More make it an ONVIF gateway to a recorder's channels. */
        public Builder channels(int count) {
            if (count < 1 || count > 64) {
                throw new IllegalArgumentException("1 to 64 channels: " + count);
            }
            channels = count;
            return this;
        }

        /** Whether cameras analyse their picture and send metadata with the main stream (ONVIF Profile M); they do not unless told. */
        public Builder analytics(boolean on) {
            analytics = on;
            return this;
        }

        private CameraDevice.Settings settings() {
            return new CameraDevice.Settings(
                    credentials,
                    schemes,
                    clock,
                    clockSkew,
                    sessionTimeout,
                    nonceLifetime,
                    campusOnly,
                    channels,
                    analytics);
        }

        /**
         * Starts the cameras; when this returns, they answer.
         *
         * @throws IOException when an address or a port is not to be had; then nothing is left running
         */
        public Simulator start() throws IOException {
            Simulator simulator = new Simulator();
            try {
                simulator.start(this);
                return simulator;
            } catch (IOException | RuntimeException e) {
                simulator.close();
                throw e;
            }
        }
    }
}
