package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** ONVIF Imaging Service, ver20: four levels from 0 to 100, the infrared filter, and focus. */
final class ImagingService implements Service {
    private static final List<String> LEVELS = List.of("Brightness", "ColorSaturation", "Contrast", "Sharpness");
    private static final Set<String> FILTER = Set.of("ON", "OFF", "AUTO");
    private static final Set<String> MOVES = Set.of("Absolute", "Relative", "Continuous");

    private final Surroundings here;
    private final Map<Channel, Map<String, String>> settings = new HashMap<>();
    private boolean focusMoves;

    ImagingService(Surroundings here) {
        this.here = here;
        for (Channel channel : here.inventory().channels()) {
            Map<String, String> values = new HashMap<>();
            LEVELS.forEach(level -> values.put(level, "50.0"));
            values.put("IrCutFilter", "AUTO");
            values.put("AutoFocusMode", "AUTO");
            settings.put(channel, values);
        }
    }

    @Override
    public String namespace() {
        return Soap.IMAGING;
    }

    @Override
    public String path() {
        return "/onvif/imaging_service";
    }

    @Override
    public String capabilities() {
        return "<timg:Capabilities ImageStabilization=\"false\" Presets=\"false\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        Channel channel = here.inventory().bySource(call.argument("VideoSourceToken"));
        String content =
                switch (call.name()) {
                    case "GetImagingSettings" -> wrap("timg:ImagingSettings", settings(settings.get(channel)));
                    case "GetOptions" -> wrap("timg:ImagingOptions", options());
                    case "GetMoveOptions" -> wrap("timg:MoveOptions", moveOptions());
                    case "GetStatus" ->
                        wrap(
                                "timg:Status",
                                wrap(
                                        "tt:FocusStatus20",
                                        tag("tt:Position", "0.5")
                                                + tag("tt:MoveStatus", focusMoves ? "MOVING" : "IDLE")));
                    case "SetImagingSettings" -> set(call, channel);
                    case "Move" -> move(call, channel);
                    case "Stop" -> {
                        focusMoves = false;
                        here.obeyed("Imaging.Stop", channel.number(), Map.of());
                        yield "";
                    }
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("timg:" + call.name() + "Response", content);
    }

    /** In the order that the schema has: Brightness, ColorSaturation, Contrast, Focus, IrCutFilter, Sharpness. */
    private static String settings(Map<String, String> values) {
        return tag("tt:Brightness", values.get("Brightness"))
                + tag("tt:ColorSaturation", values.get("ColorSaturation"))
                + tag("tt:Contrast", values.get("Contrast"))
                + wrap("tt:Focus", tag("tt:AutoFocusMode", values.get("AutoFocusMode")))
                + tag("tt:IrCutFilter", values.get("IrCutFilter"))
                + tag("tt:Sharpness", values.get("Sharpness"));
    }

    private static String options() {
        String range = tag("tt:Min", 0) + tag("tt:Max", 100);
        return wrap("tt:Brightness", range)
                + wrap("tt:ColorSaturation", range)
                + wrap("tt:Contrast", range)
                + wrap("tt:Focus", tag("tt:AutoFocusModes", "AUTO") + tag("tt:AutoFocusModes", "MANUAL"))
                + tag("tt:IrCutFilterModes", "ON")
                + tag("tt:IrCutFilterModes", "OFF")
                + tag("tt:IrCutFilterModes", "AUTO")
                + wrap("tt:Sharpness", range);
    }

    private static String moveOptions() {
        String range = tag("tt:Min", -1) + tag("tt:Max", 1);
        return wrap("tt:Absolute", wrap("tt:Position", tag("tt:Min", 0) + tag("tt:Max", 1)))
                + wrap("tt:Relative", wrap("tt:Distance", range))
                + wrap("tt:Continuous", wrap("tt:Speed", range));
    }

    private String set(Soap.Call call, Channel channel) throws OnvifFault {
        Map<String, String> asked = new TreeMap<>();
        for (String level : LEVELS) {
            String text = call.schema(level);
            if (!text.isEmpty()) {
                asked.put(level, level(text));
            }
        }
        String filter = call.schema("IrCutFilter");
        String focus = call.schema("AutoFocusMode");
        if (!filter.isEmpty()) {
            asked.put("IrCutFilter", filter);
        }
        if (!focus.isEmpty()) {
            asked.put("AutoFocusMode", focus);
        }
        boolean goodFocus = focus.isEmpty() || focus.equals("AUTO") || focus.equals("MANUAL");
        if (!(filter.isEmpty() || FILTER.contains(filter)) || !goodFocus) {
            throw OnvifFault.invalid("ter:SettingsInvalid", "The requested settings are incorrect");
        }
        settings.get(channel).putAll(asked);
        here.obeyed(call.name(), channel.number(), asked);
        return "";
    }

    private static String level(String text) throws OnvifFault {
        try {
            double level = Double.parseDouble(text);
            if (level >= 0 && level <= 100) {
                return String.valueOf(level);
            }
        } catch (NumberFormatException e) {
            throw OnvifFault.invalid("ter:SettingsInvalid", "Not a number");
        }
        throw OnvifFault.invalid("ter:SettingsInvalid", "The requested settings are out of bounds");
    }

    private String move(Soap.Call call, Channel channel) throws OnvifFault {
        Map<String, String> arguments = new TreeMap<>();
        for (String kind : MOVES) {
            Optional<Element> move = Xml.find(call.operation(), Soap.SCHEMA, kind);
            if (move.isPresent()) {
                arguments.put(kind, move.get().getTextContent().strip());
                focusMoves = kind.equals("Continuous");
            }
        }
        if (arguments.isEmpty()) {
            throw OnvifFault.invalid("ter:InvalidArgs", "No focus move");
        }
        here.obeyed("Imaging.Move", channel.number(), arguments);
        return "";
    }
}
