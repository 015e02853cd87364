package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.http.HttpServer;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.rtsp.RtspServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A recorder's two servers, which start, stop and reboot together. All methods may be called from any thread. */
final class NvrServers {
    private static final Logger LOG = System.getLogger(NvrServers.class.getName());
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The event loop must have gone round before the ports can be had again. */
    private static final long SHORTEST_REBOOT = TimeUnit.MILLISECONDS.toNanos(10);

    private final EventLoop loop;
    private final RtspServer rtsp;
    private final HttpServer http;
    private final FaultBoard faults;
    private final Runnable whenDropped;
    private volatile boolean away;
    private boolean closed;

    /** @param whenDropped called on the event loop when all clients were disconnected */
    NvrServers(EventLoop loop, RtspServer rtsp, HttpServer http, FaultBoard faults, Runnable whenDropped) {
        this.loop = loop;
        this.rtsp = rtsp;
        this.http = http;
        this.faults = faults;
        this.whenDropped = whenDropped;
    }

    int httpPort() {
        return http.port();
    }

    int rtspPort() {
        return rtsp.port();
    }

    boolean isAway() {
        return away;
    }

    void open() throws IOException {
        loop.call(() -> {
            http.open();
            rtsp.open();
            sweep();
            return null;
        });
    }

    private void sweep() {
        if (!closed) {
            rtsp.sweep();
            http.sweep();
            loop.after(SWEEP_NANOS, this::sweep);
        }
    }

    private void stop() {
        http.stop();
        rtsp.stop();
    }

    /** Disconnects all clients. */
    void drop() {
        onLoop(() -> {
            http.drop();
            rtsp.drop();
            whenDropped.run();
        });
    }

    void reboot(Duration time) {
        faults.set(Fault.REBOOT, time.toMillis() / 1000.0);
        // In two rounds of the event loop: whoever sees its connection end finds the port closed.
        onLoop(() -> {
            away = true;
            stop();
        });
        onLoop(() -> {
            drop();
            loop.after(Math.max(SHORTEST_REBOOT, time.toNanos()), this::comeBack);
        });
    }

    private void comeBack() {
        if (closed) {
            return;
        }
        try {
            http.open();
            rtsp.open();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "A recorder could not come back after its reboot", e);
        }
        away = false;
        faults.clear(Fault.REBOOT);
    }

    /** Stops for good. */
    void close() {
        try {
            loop.call(() -> {
                closed = true;
                stop();
                drop();
                return null;
            });
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A recorder did not stop cleanly", e);
        }
    }

    /** Does something on the event loop, and waits for it. */
    void onLoop(Runnable action) {
        try {
            loop.call(() -> {
                action.run();
                return null;
            });
        } catch (IOException e) {
            throw new IllegalStateException("The recorder does not take the switch", e);
        }
    }
}
