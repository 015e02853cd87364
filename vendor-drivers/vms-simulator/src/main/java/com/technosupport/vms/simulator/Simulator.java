package com.technosupport.vms.simulator;

import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
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

    private final List<CameraDevice> cameras = new ArrayList<>();
    private final List<EventLoop> loops = new ArrayList<>();

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

    @Override
    public void close() {
        cameras.forEach(CameraDevice::close);
        loops.forEach(EventLoop::close);
    }

    private void start(Builder builder) throws IOException {
        int threads = Math.min(
                Runtime.getRuntime().availableProcessors(), (builder.cameras + CAMERAS_A_LOOP - 1) / CAMERAS_A_LOOP);
        for (int i = 0; i < threads; i++) {
            loops.add(new EventLoop("simulator-" + (i + 1)));
        }
        FootageLibrary library = new FootageLibrary();
        CameraDevice.Settings settings = builder.settings();
        byte[] first = InetAddress.getByName(builder.address).getAddress();
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
        private String address = "127.0.1.1";
        private boolean sharedAddress;
        private int httpPort;
        private int rtspPort;
        private Credentials credentials = new Credentials("admin", "admin");
        private Set<AuthScheme> schemes = EnumSet.of(AuthScheme.DIGEST_MD5);
        private Clock clock = Clock.systemUTC();
        private Duration clockSkew = Duration.ZERO;
        private Duration sessionTimeout = Duration.ofSeconds(60);
        private Duration nonceLifetime = Duration.ofHours(1);
        private boolean campusOnly;

        private Builder() {}

        /** How many, 1 to 4096; 1 unless told. */
        public Builder cameras(int count) {
            if (count < 1 || count > 4096) {
                throw new IllegalArgumentException("1 to 4096 cameras: " + count);
            }
            cameras = count;
            return this;
        }

        /** The first camera's address, 127.0.1.1 unless told; the next cameras have the addresses after it. */
        public Builder address(String first) {
            address = Objects.requireNonNull(first, "first");
            return this;
        }

        /** Gives all cameras one address; their ports then count up from the given ones. */
        public Builder sharedAddress(boolean shared) {
            sharedAddress = shared;
            return this;
        }

        /** The port of ONVIF and snapshots; 0, a free one, unless told. */
        public Builder httpPort(int port) {
            httpPort = port(port);
            return this;
        }

        /** The RTSP port; 0, a free one, unless told. */
        public Builder rtspPort(int port) {
            rtspPort = port(port);
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

        private static int port(int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("Not a port: " + port);
            }
            return port;
        }

        private CameraDevice.Settings settings() {
            return new CameraDevice.Settings(
                    credentials, schemes, clock, clockSkew, sessionTimeout, nonceLifetime, campusOnly);
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
