package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.Loudspeaker;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.Connection;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.Listener;
import com.technosupport.vms.simulator.internal.net.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The RTSP server (RFC 2326) of one camera. Used by its event loop alone, but for the constructor. */
public final class RtspServer {
    /** A request may hold no more than this, its head and body together. */
    private static final int READ_LIMIT = 64 * 1024;

    /**
     * What the connections of a server share.
     *
     * @param sessionTimeout after which a client that says nothing is disconnected
     */
    public record Settings(
            String camera,
            MountFinder mounts,
            HttpAuth auth,
            FaultBoard faults,
            Counters counters,
            Duration sessionTimeout) {}

    private final EventLoop loop;
    private final InetAddress host;
    private final Settings settings;
    private final Listener listener;
    private final Set<RtspConnection> connections = new HashSet<>();
    private final SecureRandom random = new SecureRandom();
    private UdpPair udp;

    public RtspServer(EventLoop loop, InetAddress host, int port, Settings settings) throws IOException {
        this.loop = loop;
        this.host = host;
        this.settings = settings;
        listener = new Listener(loop, host, port, READ_LIMIT, this::accept);
    }

    public int port() {
        return listener.address().getPort();
    }

    public void open() throws IOException {
        listener.open();
    }

    /** Stops listening; {@link #open} starts again. */
    public void stop() {
        listener.stop();
    }

    /** Drops all clients. */
    public void drop() {
        listener.drop();
        if (udp != null) {
            udp.close();
            udp = null;
        }
    }

    /** Ends sessions whose clients have been silent for too long. To be called about once a second. */
    public void sweep() {
        long now = System.nanoTime();
        Set.copyOf(connections).forEach(connection -> connection.sweep(now));
    }

    private Connection.Protocol accept(Connection connection) {
        settings.counters().rtspConnections.incrementAndGet();
        RtspConnection protocol = new RtspConnection(this, connection);
        connections.add(protocol);
        return protocol;
    }

    void ended(RtspConnection connection) {
        connections.remove(connection);
        settings.counters().rtspConnections.decrementAndGet();
    }

    Settings settings() {
        return settings;
    }

    String host() {
        return host.getHostAddress();
    }

    long newNumber() {
        return random.nextLong() >>> 1;
    }

    Optional<Mount> mount(Request request) {
        return settings.mounts().find(request);
    }

    Optional<Archive> archive(Request request) {
        return settings.mounts().archive(request);
    }

    Optional<Metadata> metadata(Request request) {
        return settings.mounts().metadata(request);
    }

    Optional<Loudspeaker> loudspeaker(Request request) {
        return settings.mounts().loudspeaker(request);
    }

    UdpPair udp() throws IOException {
        if (udp == null) {
            udp = new UdpPair(loop, host, this::heard);
        }
        return udp;
    }

    private void heard(SocketAddress from) {
        connections.forEach(connection -> connection.heard(from));
    }
}
