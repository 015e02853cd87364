package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.CameraStats;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.HeardSpeech;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.http.HttpServer;
import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.onvif.DeviceService;
import com.technosupport.vms.simulator.internal.onvif.Inventory;
import com.technosupport.vms.simulator.internal.onvif.OnvifStreams;
import com.technosupport.vms.simulator.internal.rtsp.RtspServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A simulated camera: its servers, on one event loop, and its switches. */
public final class CameraDevice implements SimulatedCamera {
    private static final Logger LOG = System.getLogger(CameraDevice.class.getName());
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
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
            boolean campusOnly,
            int channels,
            boolean analytics) {}

    private final int number;
    private final EventLoop loop;
    private final InetAddress address;
    private final Map<String, Mount> mounts;
    private final FaultBoard faults = new FaultBoard();
    private final Counters counters = new Counters();
    private final RtspServer rtsp;
    private final HttpServer http;
    private final DeviceState state;
    private final Inventory inventory;
    private final DeviceService service;
    private final Settings settings;
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
        this.settings = settings;
        clockSkew = settings.clockSkew();
        state = new DeviceState(String.format(Locale.ROOT, "TS720%07d", number), settings.credentials());
        CameraMounts streams = new CameraMounts(number, settings.campusOnly(), loop, library, faults, settings.clock());
        mounts = streams.of(settings.channels());
        inventory = new Inventory(mounts, settings.channels(), settings.analytics());
        inventory.recordTheDayBefore(settings.clock().instant());
        rtsp = new RtspServer(
                loop,
                address,
                rtspPort,
                new RtspServer.Settings(
                        name(),
                        new OnvifStreams(mounts, inventory, state, settings.clock()),
                        auth(false),
                        faults,
                        counters,
                        settings.sessionTimeout()));
        service = new DeviceService(this, inventory, settings, loop, auth(true), faults, counters, streams::still);
        try {
            http = new HttpServer(loop, address, httpPort, faults, counters, service::handle);
        } catch (IOException e) {
            rtsp.stop();
            throw e;
        }
    }

    private HttpAuth auth(boolean qop) {
        return new HttpAuth(
                () -> "TechnoSupport-" + serial(),
                state::credentials,
                settings.schemes(),
                qop,
                settings.nonceLifetime());
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

    /** The addresses of its device service, as WS-Discovery tells them. */
    public String discoveryAddresses() {
        return service.discoveryAddresses();
    }

    public DeviceState state() {
        return state;
    }

    public boolean hasAnalytics() {
        return settings.analytics();
    }

    /** How far its clock runs ahead. */
    public Duration clockSkew() {
        return clockSkew;
    }

    private void restart(double seconds) {
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
        service.restart();
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
        return state.serial();
    }

    @Override
    public int channels() {
        return settings.channels();
    }

    @Override
    public void raise(SimulatedEvent event, int channel, boolean active) {
        if (!service.knows(event, channel)) {
            throw new IllegalArgumentException("No channel or contact " + channel + " for " + event);
        }
        onLoop(() -> service.raise(event, channel, active));
    }

    @Override
    public void addRecording(int channel, Instant from, Instant to) {
        inventory.archive(channel).add(new Archive.Span(from, to));
    }

    @Override
    public void clearRecordings(int channel) {
        inventory.archive(channel).clear();
    }

    @Override
    public boolean output(int output) {
        return state.output(output);
    }

    @Override
    public List<SimulatedCommand> commands() {
        return state.commands();
    }

    @Override
    public HeardSpeech heard() {
        return state.loudspeaker().heard();
    }

    @Override
    public void quirk(OnvifQuirk quirk, boolean on) {
        onLoop(() -> state.quirk(quirk, on));
    }

    @Override
    public Set<OnvifQuirk> quirks() {
        return state.quirks();
    }

    @Override
    public void reboot(Duration awayFor) {
        fault(Fault.REBOOT, awayFor.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    /** Reboots when the answer to who asked for it has gone out. From the event loop alone. */
    public void rebootSoon(Duration awayFor) {
        loop.after(SHORTEST_REBOOT, () -> reboot(awayFor));
    }

    @Override
    public void replaceBy(String serial) {
        state.serial(serial);
        onLoop(this::drop);
    }

    @Override
    public void password(String password) {
        state.password(password);
    }

    @Override
    public UUID endpoint() {
        String seed = state.isReplaced() ? serial() : "vms-simulator " + number;
        return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
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
            restart(amount);
        } else if (fault == Fault.ACCOUNT_LOCKED && amount > 0) {
            onLoop(() -> loop.after((long) (amount * TimeUnit.SECONDS.toNanos(1)), () -> faults.clear(fault)));
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
