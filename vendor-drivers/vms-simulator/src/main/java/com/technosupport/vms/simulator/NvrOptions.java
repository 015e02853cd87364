package com.technosupport.vms.simulator;

import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a simulated recorder is to be like: to be given to {@link Simulator.Builder#nvr}. Not thread-safe.
 *
 * <pre>{@code
 * Simulator.builder().cameras(0).nvr(NvrOptions.hikvision().channels(4).inputs(2)).start()
 * }</pre>
 */
public final class NvrOptions {
    private static final int MAX_CHANNELS = 64;

    private final NvrVendor vendor;
    private final boolean camera;
    private String address = "";
    private int httpPort;
    private int rtspPort;
    private int channels = 8;
    private int analogChannels;
    private int inputs = 4;
    private int outputs = 2;
    private Duration heartbeat = Duration.ofSeconds(5);
    private Duration lockTime = Duration.ofMinutes(30);
    private Duration recorded = Duration.ofHours(24);
    private ZoneId zone = ZoneId.of("UTC");
    private String user = "";
    private String password = "";
    private boolean clock;
    private final Set<NvrQuirk> quirks = EnumSet.noneOf(NvrQuirk.class);

    private NvrOptions(NvrVendor vendor, boolean camera) {
        this.vendor = vendor;
        this.camera = camera;
    }

    /** A Hikvision recorder: eight channels, four inputs, two outputs. */
    public static NvrOptions hikvision() {
        return new NvrOptions(NvrVendor.HIKVISION, false);
    }

    /** A Dahua recorder: eight channels, four inputs, two outputs. */
    public static NvrOptions dahua() {
        return new NvrOptions(NvrVendor.DAHUA, false);
    }

    /** A Hikvision camera: one channel, an input and an output. */
    public static NvrOptions hikvisionCamera() {
        return new NvrOptions(NvrVendor.HIKVISION, true).channels(1).inputs(1).outputs(1);
    }

    /** A Dahua camera: one channel, an input and an output. */
    public static NvrOptions dahuaCamera() {
        return new NvrOptions(NvrVendor.DAHUA, true).channels(1).inputs(1).outputs(1);
    }

    /** Its IPv4 address; one after the other from 127.0.2.1 unless told. */
    public NvrOptions address(String ipv4) {
        Checks.ipv4(ipv4);
        address = ipv4;
        return this;
    }

    /** The port of its HTTP interface; 0, a free one, unless told. */
    public NvrOptions httpPort(int port) {
        httpPort = Checks.port(port);
        return this;
    }

    /** The RTSP port, which it also tells those who ask; 0, a free one, unless told. */
    public NvrOptions rtspPort(int port) {
        rtspPort = Checks.port(port);
        return this;
    }

    /** How many channels on the network, 0 to 64; 8 unless told. */
    public NvrOptions channels(int count) {
        channels = count("channels", count);
        return this;
    }

    /** How many analogue channels before them, 0 to 64; none unless told. */
    public NvrOptions analogChannels(int count) {
        analogChannels = count("analogue channels", count);
        return this;
    }

    /** How many digital inputs, 0 to 64. */
    public NvrOptions inputs(int count) {
        inputs = count("inputs", count);
        return this;
    }

    /** How many digital outputs, 0 to 64. */
    public NvrOptions outputs(int count) {
        outputs = count("outputs", count);
        return this;
    }

    /** How often an event stream says that it lives, where the client does not say; 5 s unless told. */
    public NvrOptions heartbeat(Duration period) {
        heartbeat = Objects.requireNonNull(period, "period");
        return this;
    }

    /** For how long five wrong log-ins in a row lock the account; 30 min unless told. */
    public NvrOptions lockTime(Duration time) {
        lockTime = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * For how long before its start every channel has been recorded, in pieces of an hour with one missing; and it goes on being
     * recorded. 24 h unless told, zero for nothing at all.
     */
    public NvrOptions recorded(Duration time) {
        recorded = Objects.requireNonNull(time, "time");
        return this;
    }

    /** The zone of its local time; UTC unless told. */
    public NvrOptions zone(ZoneId id) {
        zone = Objects.requireNonNull(id, "id");
        return this;
    }

    /** Its user and password; the simulator's unless told. */
    public NvrOptions credentials(String userName, String itsPassword) {
        user = Objects.requireNonNull(userName, "userName");
        password = Objects.requireNonNull(itsPassword, "itsPassword");
        return this;
    }

    /**
     * Lets every channel show the running clock, live and in replay: picture {@code k} of a replay was recorded when the wall clock's
     * milliseconds, modulo 10 000, were {@code 40 k} (see {@link ClockPicture}). Else four scenes take turns.
     */
    public NvrOptions showClock(boolean on) {
        clock = on;
        return this;
    }

    /** Quirks that are on from the start. */
    public NvrOptions quirks(NvrQuirk... more) {
        quirks.addAll(Set.of(more));
        return this;
    }

    private static int count(String what, int count) {
        if (count < 0 || count > MAX_CHANNELS) {
            throw new IllegalArgumentException("0 to " + MAX_CHANNELS + " " + what + ": " + count);
        }
        return count;
    }

    /** What was asked for, for good. */
    public Settings settings() {
        return new Settings(
                vendor,
                camera,
                address,
                httpPort,
                rtspPort,
                channels,
                analogChannels,
                inputs,
                outputs,
                heartbeat,
                lockTime,
                recorded,
                zone,
                user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password)),
                clock,
                Set.copyOf(quirks));
    }

    /** A user and password. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /**
     * The options as values; each field is described at the method of its name.
     *
     * @param address empty for the next free one
     * @param login empty for the simulator's
     */
    public record Settings(
            NvrVendor vendor,
            boolean camera,
            String address,
            int httpPort,
            int rtspPort,
            int channels,
            int analogChannels,
            int inputs,
            int outputs,
            Duration heartbeat,
            Duration lockTime,
            Duration recorded,
            ZoneId zone,
            Optional<Login> login,
            boolean clock,
            Set<NvrQuirk> quirks) {}
}
