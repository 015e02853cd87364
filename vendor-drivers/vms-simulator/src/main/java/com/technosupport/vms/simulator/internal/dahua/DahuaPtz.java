package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turning and zooming. */
final class DahuaPtz {
    private static final Set<String> MOVES = Set.of(
            "Up",
            "Down",
            "Left",
            "Right",
            "LeftUp",
            "LeftDown",
            "RightUp",
            "RightDown",
            "ZoomTele",
            "ZoomWide",
            "FocusNear",
            "FocusFar",
            "IrisLarge",
            "IrisSmall",
            "Continuously");
    private static final int PRESETS = 4;

    private final NvrFace face;

    DahuaPtz(NvrFace face) {
        this.face = face;
    }

    Response answer(DahuaQuery query) {
        Optional<NvrChannel> channel =
                face.state().channel(query.number("channel").orElse(1)).filter(NvrChannel::online);
        if (channel.isEmpty()) {
            return DahuaLines.bad();
        }
        return switch (query.get("action")) {
            case "start", "stop" -> command(query, channel.get().number());
            case "getPresets" -> presets();
            default -> DahuaLines.bad();
        };
    }

    private Response command(DahuaQuery query, int channel) {
        String code = query.get("code");
        boolean preset = code.equals("GotoPreset");
        int number = query.number("arg2").orElse(0);
        if (preset ? number < 1 || number > PRESETS : !MOVES.contains(code)) {
            return DahuaLines.bad();
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String name : new String[] {"code", "arg1", "arg2", "arg3"}) {
            query.find(name).ifPresent(value -> arguments.put(name, value));
        }
        face.obeyed(query.get("action"), channel, arguments);
        return DahuaLines.ok();
    }

    private static Response presets() {
        DahuaLines lines = new DahuaLines();
        for (int i = 0; i < PRESETS; i++) {
            lines.add("presets[" + i + "].Index", i + 1).add("presets[" + i + "].Name", "Preset " + (i + 1));
        }
        return lines.answer();
    }
}
