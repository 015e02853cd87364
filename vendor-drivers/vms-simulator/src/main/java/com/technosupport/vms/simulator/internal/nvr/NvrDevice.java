package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.CameraStats;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.HeardSpeech;
import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.NvrVendor;
import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.SimulatedNvr;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.DeviceState;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.dahua.DahuaDialect;
import com.technosupport.vms.simulator.internal.http.HttpServer;
import com.technosupport.vms.simulator.internal.isapi.IsapiDialect;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.rtsp.RtspServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A simulated recorder: its servers, on one event loop, and its switches. */
public final class NvrDevice implements SimulatedNvr {
    private final int number;
    private final InetAddress address;
    private final NvrState state;
    private final FaultBoard faults = new FaultBoard();
    private final Counters counters = new Counters();
    private final NvrFace face;
    private final Dialect dialect;
    private final LoginGuard guard;
    private final NvrStreams streams;
    private final EventStreams events;
    private final NvrService service;
    private final NvrServers servers;

    /** Binds the recorder's ports; {@link #open} starts it. */
    public NvrDevice(
            int number,
            EventLoop loop,
            InetAddress address,
            FootageLibrary library,
            NvrOptions.Settings options,
            CameraDevice.Settings common)
            throws IOException {
        this.number = number;
        this.address = address;
        Credentials credentials = options.login()
                .map(login -> new Credentials(login.user(), login.password()))
                .orElse(common.credentials());
        state = new NvrState(
                options,
                new DeviceState(firstSerial(options, number), credentials),
                common.clock(),
                common.clockSkew());
        face = new NvrFace(this, state);
        guard = new LoginGuard(
                state,
                face::realm,
                common.schemes(),
                common.nonceLifetime(),
                common.clock(),
                () -> faults.has(Fault.WRONG_PASSWORD));
        face.guard(guard);
        dialect = options.vendor() == NvrVendor.HIKVISION ? new IsapiDialect(face) : new DahuaDialect(face);
        streams = new NvrStreams(loop, state, dialect, faults, library, common.clock());
        face.streams(streams);
        events = new EventStreams(loop, state, dialect.repeats());
        service = new NvrService(state, dialect, guard, events, counters);
        HttpAuth rtspAuth = new HttpAuth(
                face::realm,
                state.device()::credentials,
                common.schemes(),
                HttpAuth.Qop.NONE,
                true,
                common.nonceLifetime());
        RtspServer rtsp = new RtspServer(
                loop,
                address,
                options.rtspPort(),
                new RtspServer.Settings(name(), streams, rtspAuth, faults, counters, common.sessionTimeout()));
        try {
            HttpServer http = new HttpServer(loop, address, options.httpPort(), faults, counters, service);
            servers = new NvrServers(loop, rtsp, http, faults, this::dropped);
        } catch (IOException e) {
            rtsp.stop();
            throw e;
        }
    }

    private void dropped() {
        dialect.forget();
        events.forget();
    }

    private static String firstSerial(NvrOptions.Settings options, int number) {
        return options.vendor() == NvrVendor.HIKVISION
                ? String.format(
                        Locale.ROOT,
                        "DS-%s20260101CCRRT%07dWCVU",
                        options.camera() ? "2CD2143G2-I" : "7608NI-K2",
                        number)
                : String.format(Locale.ROOT, "9T%05dPAZ%05d", 10_000 + number, number);
    }

    /** Starts to answer. */
    public void open() throws IOException {
        servers.open();
    }

    /** Stops for good. */
    public void close() {
        servers.close();
    }

    /** Whether it is rebooting. */
    public boolean isAway() {
        return servers.isAway();
    }

    public String macAddress() {
        return face.macAddress();
    }

    public InetAddress host() {
        return address;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public NvrVendor vendor() {
        return state.settings().vendor();
    }

    @Override
    public boolean isCamera() {
        return state.settings().camera();
    }

    @Override
    public String name() {
        return (isCamera() ? "Camera " : "Recorder ") + (vendor() == NvrVendor.HIKVISION ? "H" : "D") + number;
    }

    @Override
    public String model() {
        if (vendor() == NvrVendor.HIKVISION) {
            return isCamera() ? "DS-2CD2143G2-I" : "DS-7608NI-K2";
        }
        return isCamera() ? "IPC-HFW2431S" : "DHI-NVR4208-4KS2";
    }

    @Override
    public String serial() {
        return state.device().serial();
    }

    @Override
    public String address() {
        return address.getHostAddress();
    }

    @Override
    public int httpPort() {
        return servers.httpPort();
    }

    @Override
    public int rtspPort() {
        return servers.rtspPort();
    }

    @Override
    public int channels() {
        return state.channels().size();
    }

    @Override
    public URI stream(int channel, int stream) {
        return rtsp(dialect.livePath(channel, stream));
    }

    @Override
    public URI replay(int channel, Instant start, Instant end) {
        return rtsp(dialect.replayPath(channel, start, end));
    }

    private URI rtsp(String path) {
        return URI.create("rtsp://" + address() + ":" + rtspPort() + path);
    }

    @Override
    public List<NvrChannel> channelList() {
        return state.channels();
    }

    @Override
    public void removeChannel(int channel) {
        servers.onLoop(() -> {
            state.present(channel, false);
            streams.end(channel);
        });
    }

    @Override
    public void restoreChannel(int channel) {
        state.present(channel, true);
    }

    @Override
    public void renameChannel(int channel, String name) {
        state.rename(channel, Objects.requireNonNull(name, "name"));
    }

    @Override
    public void setOnline(int channel, boolean online) {
        servers.onLoop(() -> {
            state.online(channel, online);
            if (!online) {
                streams.end(channel);
            }
        });
    }

    @Override
    public void raise(SimulatedEvent event, int channel, boolean active) {
        if (event == SimulatedEvent.DIGITAL_INPUT ? !state.hasInput(channel) : !knows(event, channel)) {
            throw new IllegalArgumentException("No such channel or contact: " + channel);
        }
        servers.onLoop(() -> {
            if (event == SimulatedEvent.DIGITAL_INPUT) {
                state.device().input(channel, active);
            }
            events.tell(event, channel, active);
        });
    }

    private boolean knows(SimulatedEvent event, int channel) {
        return event == SimulatedEvent.RELAY
                ? channel >= 1 && channel <= state.settings().outputs()
                : state.channel(channel).isPresent();
    }

    @Override
    public List<Boolean> inputs() {
        return state.inputs();
    }

    @Override
    public List<Boolean> outputs() {
        return state.outputs();
    }

    @Override
    public boolean output(int output) {
        return state.device().output(output);
    }

    @Override
    public List<NvrRecording> recordings(int channel) {
        return state.recordings(channel);
    }

    @Override
    public void addRecording(int channel, NvrRecording recording) {
        state.addRecording(channel, recording);
    }

    @Override
    public void clearRecordings(int channel) {
        state.clearRecordings(channel);
    }

    @Override
    public List<SimulatedCommand> commands() {
        return state.device().commands();
    }

    @Override
    public HeardSpeech heard() {
        return state.device().loudspeaker().heard();
    }

    @Override
    public List<String> requests() {
        return state.requests();
    }

    @Override
    public int eventStreams() {
        return events.count();
    }

    @Override
    public int loginFailures() {
        return guard.failures();
    }

    @Override
    public void lock(Duration time) {
        guard.lock(time);
    }

    @Override
    public void unlock() {
        guard.unlock();
    }

    @Override
    public void quirk(NvrQuirk quirk) {
        state.quirk(quirk, true);
    }

    @Override
    public void clear(NvrQuirk quirk) {
        state.quirk(quirk, false);
    }

    @Override
    public Set<NvrQuirk> quirks() {
        return state.quirks();
    }

    @Override
    public void redirectTo(URI base) {
        service.elsewhere(Objects.requireNonNull(base, "base"));
    }

    @Override
    public void fault(Fault fault, double amount) {
        if (fault == Fault.REBOOT) {
            reboot(Duration.ofMillis((long) (amount * 1000)));
        } else {
            faults.set(fault, amount);
        }
    }

    @Override
    public void clear(Fault fault) {
        if (fault != Fault.REBOOT) {
            faults.clear(fault);
        }
    }

    @Override
    public Map<Fault, Double> faults() {
        return faults.all();
    }

    @Override
    public void clearAll() {
        faults.all().keySet().forEach(this::clear);
        state.clearQuirks();
    }

    @Override
    public void reboot(Duration time) {
        servers.reboot(time);
    }

    @Override
    public void replaceBy(String serial) {
        state.device().serial(serial);
        servers.drop();
    }

    @Override
    public void password(String password) {
        state.device().password(password);
    }

    @Override
    public void clockSkew(Duration skew) {
        state.clockSkew(Objects.requireNonNull(skew, "skew"));
    }

    @Override
    public CameraStats stats() {
        return counters.read();
    }
}
