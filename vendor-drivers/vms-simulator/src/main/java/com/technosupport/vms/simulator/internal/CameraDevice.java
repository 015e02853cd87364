package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.CameraStats;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.http.HttpServer;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.onvif.DeviceService;
import com.technosupport.vms.simulator.internal.rtsp.MountFinder;
import com.technosupport.vms.simulator.internal.rtsp.RtspServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A simulated camera: its servers, on one event loop, and its switches. */
public final class CameraDevice implements SimulatedCamera {
    private static final Logger LOG = System.getLogger(CameraDevice.class.getName());
    private static final List<String> SCENES = List.of("campus", "gate", "yard", "dock");
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Cameras take turns within a picture's time, on a grid that lets several be served by one wake-up. */
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int STAGGERS = 8;
    /** The event loop must have gone round before the ports can be had again. */
    private static final long SHORTEST_REBOOT = TimeUnit.MILLISECONDS.toNanos(10);

    /** What all cameras of a simulator have in common. */
    public record Settings(
            Credentials credentials,
            Set<AuthScheme> schemes,
            Clock clock,
            Duration clockSkew,
            Duration sessionTimeout,
            Duration nonceLifetime,
            boolean campusOnly) {}

    private final int number;
    private final EventLoop loop;
    private final InetAddress address;
    private final Map<String, Mount> mounts = new LinkedHashMap<>();
    private final FaultBoard faults = new FaultBoard();
    private final Counters counters = new Counters();
    private final RtspServer rtsp;
    private final HttpServer http;
    private final UUID endpoint;
    private volatile Duration clockSkew;
    private volatile boolean away;
    private boolean closed;

    /** Binds the camera's ports; {@link #open} starts it. */
    public CameraDevice(
            int number,
            EventLoop loop,
            InetAddress address,
            int httpPort,
            int rtspPort,
            FootageLibrary library,
            Settings settings)
            throws IOException {
        this.number = number;
        this.loop = loop;
        this.address = address;
        clockSkew = settings.clockSkew();
        endpoint = UUID.nameUUIDFromBytes(("vms-simulator " + number).getBytes(StandardCharsets.UTF_8));
        String scene = settings.campusOnly() ? SCENES.get(0) : SCENES.get((number - 1) % SCENES.size());
        addMounts(scene, library, settings.clock());
        String realm = "TechnoSupport-" + serial();
        HttpAuth rtspAuth =
                new HttpAuth(realm, settings.credentials(), settings.schemes(), false, settings.nonceLifetime());
        rtsp = new RtspServer(
                loop,
                address,
                rtspPort,
                new RtspServer.Settings(
                        name(), MountFinder.named(mounts), rtspAuth, faults, counters, settings.sessionTimeout()));
        HttpAuth httpAuth =
                new HttpAuth(realm, settings.credentials(), settings.schemes(), true, settings.nonceLifetime());
        DeviceService service =
                new DeviceService(this, mounts, settings, httpAuth, faults, counters, library.still(scene));
        try {
            http = HttpServer.immediate(loop, address, httpPort, faults, counters, service::answer);
        } catch (IOException e) {
            rtsp.stop();
            throw e;
        }
    }

    private void addMounts(String scene, FootageLibrary library, Clock clock) {
        long delay = number % STAGGERS * STAGGER_NANOS;
        var main = library.get(scene + "-main");
        var sub = library.get(scene + "-sub");
        // Cameras that show the same scene are at different points of it.
        int lap = (number - 1) * main.groupLength() * 3;
        mounts.put(MAIN, Mount.steady(loop, main, faults, clock, delay, lap % main.length()));
        mounts.put(SUB, Mount.steady(loop, sub, faults, clock, delay, lap % sub.length()));
        mounts.put(CLOCK, Mount.onTheClock(loop, library.get("clock"), faults, clock));
        mounts.put(
                SPROP,
                Mount.steady(
                        loop, library.withoutParameterSets(scene + "-sub"), faults, clock, delay, lap % sub.length()));
    }

    /** Starts to answer. */
    public void open() throws IOException {
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

    public InetAddress host() {
        return address;
    }

    /** Whether the camera is rebooting. */
    public boolean isAway() {
        return away;
    }

    /** How far its clock runs ahead. */
    public Duration clockSkew() {
        return clockSkew;
    }

    private void reboot(double seconds) {
        // In two rounds of the event loop: whoever sees its connection end finds the port closed.
        onLoop(() -> {
            away = true;
            stop();
        });
        onLoop(() -> {
            drop();
            loop.after(Math.max(SHORTEST_REBOOT, (long) (seconds * TimeUnit.SECONDS.toNanos(1))), this::comeBack);
        });
    }

    private void stop() {
        http.stop();
        rtsp.stop();
    }

    private void drop() {
        http.drop();
        rtsp.drop();
    }

    private void comeBack() {
        if (closed) {
            return;
        }
        try {
            http.open();
            rtsp.open();
        } catch (IOException e) {
            LOG.log(Level.ERROR, name() + " could not come back after its reboot", e);
        }
        away = false;
        faults.clear(Fault.REBOOT);
    }

    /** Stops for good. */
    public void close() {
        try {
            loop.call(() -> {
                closed = true;
                stop();
                drop();
                return null;
            });
        } catch (IOException e) {
            LOG.log(Level.WARNING, name() + " did not stop cleanly", e);
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String name() {
        return "Camera " + number;
    }

    @Override
    public String model() {
        return "SIM-720";
    }

    @Override
    public String serial() {
        return String.format(Locale.ROOT, "TS720%07d", number);
    }

    @Override
    public UUID endpoint() {
        return endpoint;
    }

    @Override
    public String address() {
        return address.getHostAddress();
    }

    @Override
    public int httpPort() {
        return http.port();
    }

    @Override
    public int rtspPort() {
        return rtsp.port();
    }

    @Override
    public URI deviceService() {
        return http(DeviceService.DEVICE_PATH);
    }

    @Override
    public URI snapshot() {
        return http(DeviceService.SNAPSHOT_PATH);
    }

    private URI http(String path) {
        return URI.create("http://" + address() + ":" + httpPort() + path);
    }

    @Override
    public URI stream(String mount) {
        if (!mounts.containsKey(mount)) {
            throw new IllegalArgumentException("No such mount: " + mount);
        }
        return URI.create("rtsp://" + address() + ":" + rtspPort() + "/" + mount);
    }

    @Override
    public void fault(Fault fault, double amount) {
        faults.set(fault, amount);
        if (fault == Fault.REBOOT) {
            reboot(amount);
        }
    }

    @Override
    public void clear(Fault fault) {
        if (fault != Fault.REBOOT) {
            faults.clear(fault);
        }
    }

    @Override
    public void clearFaults() {
        for (Fault fault : faults.all().keySet()) {
            clear(fault);
        }
    }

    @Override
    public Map<Fault, Double> faults() {
        return faults.all();
    }

    @Override
    public void clockSkew(Duration skew) {
        clockSkew = java.util.Objects.requireNonNull(skew);
    }

    @Override
    public CameraStats stats() {
        return counters.read();
    }

    private void onLoop(Runnable action) {
        try {
            loop.call(() -> {
                action.run();
                return null;
            });
        } catch (IOException e) {
            throw new IllegalStateException(name() + " does not take the switch", e);
        }
    }
}
