package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings, as {@code configManager.cgi} reads and writes them, and what {@code LogicDeviceManager.cgi} tells of cameras. */
final class DahuaConfig {
    private static final Pattern OUTPUT = Pattern.compile("AlarmOut\\[(\\d{1,2})\\]\\.Mode");
    private static final Pattern TITLE = Pattern.compile("ChannelTitle\\[(\\d{1,3})\\]\\.Name");
    private static final int UNUSED_SLOTS = 4;
    private static final int FORMATS = 3;

    private final NvrFace face;
    private final NvrState state;

    DahuaConfig(NvrFace face) {
        this.face = face;
        state = face.state();
    }

    Response answer(DahuaQuery query) {
        return switch (query.get("action")) {
            case "getConfig" -> get(query.get("name"));
            case "setConfig" -> set(query);
            default -> DahuaLines.bad();
        };
    }

    private Response get(String name) {
        return switch (name) {
            case "ChannelTitle" -> titles();
            case "RemoteDevice" -> state.settings().camera() ? DahuaLines.bad() : remoteDevices();
            case "Encode" -> encode();
            case "RTSP" ->
                new DahuaLines()
                        .add("table.RTSP.Enable", true)
                        .add("table.RTSP.Port", face.nvr().rtspPort())
                        .add("table.RTSP.RTP.StartPort", 20_000)
                        .add("table.RTSP.RTP.EndPort", 40_000)
                        .answer();
            case "Web" ->
                new DahuaLines()
                        .add("table.Web.Enable", true)
                        .add("table.Web.Port", face.nvr().httpPort())
                        .answer();
            case "General" ->
                new DahuaLines()
                        .add("table.General.MachineName", face.nvr().name())
                        .answer();
            case "Alarm" -> inputs();
            case "AlarmOut" -> outputs();
            default -> DahuaLines.bad();
        };
    }

    /** The index that lists give a channel. */
    private int index(NvrChannel channel) {
        return state.has(NvrQuirk.DUPLICATE_CHANNELS) && channel.number() == 2 ? 0 : channel.number() - 1;
    }

    private Response titles() {
        DahuaLines lines = new DahuaLines();
        for (NvrChannel channel : state.channels()) {
            lines.add("table.ChannelTitle[" + index(channel) + "].Name", state.shownName(channel));
        }
        return lines.answer();
    }

    private Response remoteDevices() {
        DahuaLines lines = new DahuaLines();
        for (NvrChannel channel : state.channels()) {
            if (!channel.analog()) {
                remoteDevice(lines, index(channel), channel.number(), true, state.shownName(channel));
            }
        }
        if (state.has(NvrQuirk.UNUSED_SLOTS)) {
            int used = state.settings().analogChannels() + state.settings().channels();
            for (int slot = used + 1; slot <= used + UNUSED_SLOTS; slot++) {
                remoteDevice(lines, slot - 1, slot, false, "");
            }
        }
        return lines.answer();
    }

    private static void remoteDevice(DahuaLines lines, int index, int number, boolean enabled, String name) {
        String slot = "table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_" + index + ".";
        lines.add(slot + "Address", enabled ? cameraAddress(number) : "192.168.0.0")
                .add(slot + "AudioInputChannels", 0)
                .add(slot + "DeviceClass", enabled ? "IPC" : "")
                .add(slot + "DeviceType", enabled ? "IPC-HFW2431S" : "")
                .add(slot + "Enable", enabled)
                .add(slot + "HttpPort", 80)
                .add(slot + "Mac", "")
                .add(slot + "Name", name)
                .add(slot + "Port", 37777)
                .add(slot + "ProtocolType", "Dahua1")
                .add(slot + "RtspPort", 554)
                .add(slot + "SerialNo", enabled ? serial(number) : "")
                .add(slot + "UserName", "admin")
                .add(slot + "Vendor", "Dahua")
                .add(slot + "Version", enabled ? "2.800.0000000.29.R" : "")
                .add(slot + "VideoInputChannels", 1);
    }

    private static String cameraAddress(int number) {
        return "10.1.1." + (64 + number);
    }

    private static String serial(int number) {
        return String.format(Locale.ROOT, "6G0%05dPAG%05d", number, number);
    }

    private Response encode() {
        DahuaLines lines = new DahuaLines();
        for (NvrChannel channel : state.channels()) {
            for (int format = 0; format < FORMATS; format++) {
                format(lines, index(channel), "MainFormat[" + format + "]", face.footage(channel.number(), 0), true);
            }
            format(lines, index(channel), "ExtraFormat[0]", face.footage(channel.number(), 1), true);
            format(lines, index(channel), "ExtraFormat[1]", face.footage(channel.number(), 1), false);
        }
        return lines.answer();
    }

    private static void format(DahuaLines lines, int index, String format, Footage footage, boolean enabled) {
        String prefix = "table.Encode[" + index + "]." + format + ".";
        lines.add(prefix + "AudioEnable", false)
                .add(prefix + "Video.BitRate", footage.bitRate() / 1000 + 1)
                .add(prefix + "Video.BitRateControl", "VBR")
                .add(prefix + "Video.Compression", "H.264")
                .add(prefix + "Video.CustomResolutionName", footage.width() + "x" + footage.height())
                .add(prefix + "Video.FPS", footage.framesPerSecond())
                .add(prefix + "Video.GOP", footage.groupLength())
                .add(prefix + "Video.Height", footage.height())
                .add(prefix + "Video.Profile", footage.onvifProfile())
                .add(prefix + "Video.Width", footage.width())
                .add(prefix + "Video.resolution", footage.width() + "x" + footage.height())
                .add(prefix + "VideoEnable", enabled);
    }

    private Response inputs() {
        DahuaLines lines = new DahuaLines();
        for (int i = 0; i < state.settings().inputs(); i++) {
            lines.add("table.Alarm[" + i + "].Enable", true)
                    .add("table.Alarm[" + i + "].Name", "Alarm in " + (i + 1))
                    .add("table.Alarm[" + i + "].SensorType", "NO");
        }
        return lines.answer();
    }

    private Response outputs() {
        DahuaLines lines = new DahuaLines();
        List<Boolean> outputs = state.outputs();
        for (int i = 0; i < outputs.size(); i++) {
            lines.add("table.AlarmOut[" + i + "].Mode", outputs.get(i) ? 1 : 0)
                    .add("table.AlarmOut[" + i + "].Name", "Alarm out " + (i + 1));
        }
        return lines.answer();
    }

    /** Sets all that is given, or nothing: outputs (0 automatic, 1 on, 2 off) and names of channels. */
    private Response set(DahuaQuery query) {
        Map<Integer, Integer> modes = new HashMap<>();
        Map<Integer, String> names = new HashMap<>();
        for (Map.Entry<String, String> parameter : query.all().entrySet()) {
            Matcher output = OUTPUT.matcher(parameter.getKey());
            Matcher title = TITLE.matcher(parameter.getKey());
            if (output.matches() && parameter.getValue().matches("[012]")) {
                modes.put(Integer.parseInt(output.group(1)) + 1, Integer.parseInt(parameter.getValue()));
            } else if (title.matches()) {
                names.put(Integer.parseInt(title.group(1)) + 1, parameter.getValue());
            } else if (!parameter.getKey().equals("action")) {
                return DahuaLines.bad();
            }
        }
        boolean known = modes.keySet().stream()
                        .allMatch(output -> output <= state.settings().outputs())
                && names.keySet().stream()
                        .allMatch(channel -> state.channel(channel).isPresent());
        if (!known || (modes.isEmpty() && names.isEmpty())) {
            return DahuaLines.bad();
        }
        modes.forEach((output, mode) -> {
            state.device().output(output, mode == 1);
            face.obeyed("AlarmOut", output, Map.of("Mode", String.valueOf(mode)));
        });
        names.forEach(state::rename);
        return DahuaLines.ok();
    }

    /** What LogicDeviceManager tells. */
    Response cameras(DahuaQuery query) {
        return switch (query.get("action")) {
            case "getCameraState" -> state.has(NvrQuirk.NO_CAMERA_STATE) ? DahuaLines.notImplemented() : states(query);
            case "getCameraAll" -> all();
            default -> DahuaLines.bad();
        };
    }

    private Response states(DahuaQuery query) {
        int wanted = query.number("uniqueChannels[0]").orElse(-1);
        DahuaLines lines = new DahuaLines();
        int i = 0;
        for (NvrChannel channel : state.channels()) {
            if (wanted == -1 || wanted == channel.number() - 1) {
                lines.add("states[" + i + "].channel", index(channel))
                        .add("states[" + i + "].connectionState", channel.online() ? "Connected" : "Unconnect");
                i++;
            }
        }
        return i == 0 ? DahuaLines.bad() : lines.answer();
    }

    private Response all() {
        DahuaLines lines = new DahuaLines();
        int i = 0;
        for (NvrChannel channel : state.channels()) {
            String prefix = "camera[" + i + "].";
            String slot = "uuid:System_CONFIG_NETCAMERA_INFO_" + index(channel);
            lines.add(prefix + "Channel", 0)
                    .add(prefix + "DeviceID", channel.analog() ? "Local" : slot)
                    .add(prefix + "DeviceInfo.Address", channel.analog() ? "" : cameraAddress(channel.number()))
                    .add(prefix + "DeviceInfo.SerialNo", channel.analog() ? "" : serial(channel.number()))
                    .add(prefix + "Enable", true)
                    .add(prefix + "ShowStatus", channel.online() ? "Connected" : "Unconnect")
                    .add(prefix + "Type", channel.analog() ? "Local" : "Remote")
                    .add(prefix + "UniqueChannel", index(channel))
                    .add(prefix + "VideoStandard", "PAL");
            i++;
        }
        return lines.answer();
    }
}
