package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.NvrVendor;
import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.SimulatedNvr;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.media.Mount;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** What a dialect sees of its recorder. */
public final class NvrFace {
    private final SimulatedNvr nvr;
    private final NvrState state;
    private LoginGuard guard;
    private NvrStreams streams;

    NvrFace(SimulatedNvr nvr, NvrState state) {
        this.nvr = nvr;
        this.state = state;
    }

    void guard(LoginGuard its) {
        guard = its;
    }

    void streams(NvrStreams its) {
        streams = its;
    }

    public SimulatedNvr nvr() {
        return nvr;
    }

    public NvrState state() {
        return state;
    }

    public LoginGuard guard() {
        return guard;
    }

    /** The realm of challenges over HTTP and RTSP. */
    public String realm() {
        String serial = state.device().serial();
        return nvr.vendor() == NvrVendor.DAHUA
                ? "Login to " + serial
                : "IP Camera(" + serial.substring(Math.max(0, serial.length() - 5)) + ")";
    }

    /** The hardware address: as constant as the serial number. */
    public String macAddress() {
        byte[] hash = HexFormat.of()
                .parseHex(String.format("%08x", state.device().serial().hashCode()));
        return HexFormat.ofDelimiter(":").formatHex(new byte[] {0x02, 0x54, hash[0], hash[1], hash[2], hash[3]});
    }

    public Footage footage(int channel, int stream) {
        return streams.footage(channel, stream);
    }

    public byte[] still(int channel) {
        return streams.still(channel);
    }

    public Optional<Mount> live(int channel, int stream) {
        return streams.live(channel, stream);
    }

    /** Writes down a command that was obeyed. */
    public void obeyed(String name, int channel, Map<String, String> arguments) {
        state.device().record(new SimulatedCommand(name, channel, arguments));
    }

    /** Bytes of a text as interfaces send it. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
