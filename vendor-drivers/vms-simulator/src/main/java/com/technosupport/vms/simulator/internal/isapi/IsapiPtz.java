package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.w3c.dom.Document;

/** Turning and zooming. */
final class IsapiPtz {
    private static final int PRESETS = 4;

    private final NvrFace face;

    IsapiPtz(NvrFace face) {
        this.face = face;
    }

    /** Moves on until told otherwise, each speed from -100 to 100; says whether the order makes sense. */
    boolean continuous(NvrChannel channel, String body) throws IOException {
        Document document = IsapiXml.parse(body);
        Map<String, String> speeds = new LinkedHashMap<>();
        for (String axis : new String[] {"pan", "tilt", "zoom"}) {
            String speed = IsapiXml.text(document, axis);
            if (!speed.isEmpty()) {
                if (!speed.matches("-?(100|\\d{1,2})")) {
                    return false;
                }
                speeds.put(axis, speed);
            }
        }
        if (speeds.isEmpty()) {
            return false;
        }
        face.obeyed("continuous", channel.number(), speeds);
        return true;
    }

    String presets() {
        return versioned(
                "PTZPresetList",
                IntStream.rangeClosed(1, PRESETS)
                        .mapToObj(number -> versioned(
                                        "PTZPreset",
                                        element("enabled", true),
                                        element("id", number),
                                        element("presetName", "Preset " + number))
                                + "\r\n")
                        .collect(Collectors.joining()));
    }

    /** Goes to a preset; says whether there is one. */
    boolean gotoPreset(NvrChannel channel, int preset) {
        if (preset < 1 || preset > PRESETS) {
            return false;
        }
        face.obeyed("goto", channel.number(), Map.of("preset", String.valueOf(preset)));
        return true;
    }
}
