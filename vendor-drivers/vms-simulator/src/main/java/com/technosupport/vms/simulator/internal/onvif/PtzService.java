package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.internal.onvif.PtzHead.Position;
import com.technosupport.vms.simulator.internal.onvif.PtzHead.Preset;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/** ONVIF PTZ Service, ver20. The head moves at once to where it is told, and with the speed it is told when it moves on. */
final class PtzService implements Service {
    private static final Duration LONGEST_MOVE = Duration.ofSeconds(60);
    private static final Duration USUAL_MOVE = Duration.ofSeconds(10);
    private static final int MAX_PRESETS = 32;

    private final Surroundings here;
    private final Configurations configurations;
    private final Map<Channel, PtzHead> heads = new HashMap<>();

    PtzService(Surroundings here, Configurations configurations) {
        this.here = here;
        this.configurations = configurations;
        here.inventory().channels().stream().filter(Channel::ptz).forEach(channel -> heads.put(channel, new PtzHead()));
    }

    @Override
    public String namespace() {
        return Soap.PTZ;
    }

    @Override
    public String path() {
        return "/onvif/ptz_service";
    }

    @Override
    public String capabilities() {
        return "<tptz:Capabilities EFlip=\"false\" Reverse=\"false\" GetCompatibleConfigurations=\"true\""
                + " MoveStatus=\"true\" StatusPosition=\"true\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String content =
                switch (call.name()) {
                    case "GetNodes" -> each(channel -> node("tptz:PTZNode", channel));
                    case "GetNode" -> node("tptz:PTZNode", byToken(call, "NodeToken"));
                    case "GetConfigurations", "GetCompatibleConfigurations" ->
                        each(channel -> configurations.ptz("tptz:PTZConfiguration", channel));
                    case "GetConfiguration" ->
                        configurations.ptz("tptz:PTZConfiguration", byToken(call, "PTZConfigurationToken"));
                    case "GetConfigurationOptions" ->
                        wrap(
                                "tptz:PTZConfigurationOptions",
                                wrap("tt:Spaces", spaces())
                                        + wrap("tt:PTZTimeout", tag("tt:Min", "PT0S") + tag("tt:Max", LONGEST_MOVE)));
                    default -> ofProfile(call);
                };
        return wrap("tptz:" + call.name() + "Response", content);
    }

    private String ofProfile(Soap.Call call) throws OnvifFault {
        Profile profile = here.inventory().profile(call.argument("ProfileToken"));
        if (!profile.hasVideo() || !profile.channel().ptz()) {
            throw OnvifFault.invalid("ter:NoPTZProfile", "The requested profile does not support PTZ");
        }
        PtzHead head = heads.get(profile.channel());
        String content =
                switch (call.name()) {
                    case "GetStatus" -> status(head);
                    case "GetPresets" -> presets(head);
                    case "ContinuousMove" -> moveOn(call, head);
                    case "AbsoluteMove" -> moveTo(call, head);
                    case "RelativeMove" -> moveBy(call, head);
                    case "Stop" -> stop(call, head);
                    case "GotoPreset" -> goTo(preset(call, head), head);
                    case "GotoHomePosition" -> goTo(new Preset("Home", PtzHead.HOME), head);
                    case "SetPreset" -> setPreset(call, head);
                    case "RemovePreset" -> {
                        preset(call, head);
                        head.presets().remove(call.argument("PresetToken"));
                        yield "";
                    }
                    default -> throw OnvifFault.notSupported();
                };
        if (!call.name().startsWith("Get")) {
            here.obeyed(call.name(), profile.channel().number(), arguments(call));
        }
        return content;
    }

    private String each(java.util.function.Function<Channel, String> part) {
        return here.inventory().channels().stream()
                .filter(Channel::ptz)
                .map(part)
                .collect(Collectors.joining());
    }

    private Channel byToken(Soap.Call call, String name) throws OnvifFault {
        String token = call.argument(name);
        return heads.keySet().stream()
                .filter(channel -> channel.ptzNode().equals(token)
                        || channel.ptzConfiguration().equals(token))
                .findFirst()
                .orElseThrow(() -> OnvifFault.invalid("ter:NoEntity", "There is no such PTZ node or configuration"));
    }

    private static String spaces() {
        return Configurations.space(
                        "tt:AbsolutePanTiltPositionSpace", "PanTiltSpaces", "PositionGenericSpace", true, -1)
                + Configurations.space("tt:AbsoluteZoomPositionSpace", "ZoomSpaces", "PositionGenericSpace", false, 0)
                + Configurations.space(
                        "tt:RelativePanTiltTranslationSpace", "PanTiltSpaces", "TranslationGenericSpace", true, -1)
                + Configurations.space(
                        "tt:RelativeZoomTranslationSpace", "ZoomSpaces", "TranslationGenericSpace", false, -1)
                + Configurations.space(
                        "tt:ContinuousPanTiltVelocitySpace", "PanTiltSpaces", "VelocityGenericSpace", true, -1)
                + Configurations.space(
                        "tt:ContinuousZoomVelocitySpace", "ZoomSpaces", "VelocityGenericSpace", false, -1);
    }

    private static String node(String element, Channel channel) {
        return "<" + element + " token=\"" + channel.ptzNode() + "\" FixedHomePosition=\"true\">"
                + tag("tt:Name", "PTZ")
                + wrap("tt:SupportedPTZSpaces", spaces()) + tag("tt:MaximumNumberOfPresets", MAX_PRESETS)
                + tag("tt:HomeSupported", true) + "</" + element + ">";
    }

    private static String vector(Position position) {
        return "<tt:PanTilt x=\"" + round(position.pan()) + "\" y=\"" + round(position.tilt()) + "\"/><tt:Zoom x=\""
                + round(position.zoom()) + "\"/>";
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private String status(PtzHead head) {
        long now = System.nanoTime();
        return wrap(
                "tptz:PTZStatus",
                wrap("tt:Position", vector(head.position(now)))
                        + wrap(
                                "tt:MoveStatus",
                                tag("tt:PanTilt", head.panning(now) ? "MOVING" : "IDLE")
                                        + tag("tt:Zoom", head.zooming(now) ? "MOVING" : "IDLE"))
                        + tag("tt:UtcTime", Times.text(here.now())));
    }

    private static String presets(PtzHead head) {
        StringBuilder out = new StringBuilder();
        head.presets()
                .forEach((token, preset) -> out.append("<tptz:Preset token=\"")
                        .append(token)
                        .append("\">")
                        .append(tag("tt:Name", preset.name()))
                        .append(wrap("tt:PTZPosition", vector(preset.position())))
                        .append("</tptz:Preset>"));
        return out.toString();
    }

    private static Preset preset(Soap.Call call, PtzHead head) throws OnvifFault {
        Preset preset = head.presets().get(call.argument("PresetToken"));
        if (preset == null) {
            throw OnvifFault.invalid("ter:NoToken", "The requested preset token does not exist");
        }
        return preset;
    }

    private static String goTo(Preset preset, PtzHead head) {
        head.go(preset.position());
        return "";
    }

    private static String setPreset(Soap.Call call, PtzHead head) throws OnvifFault {
        String token = call.argument("PresetToken");
        String name = call.argument("PresetName");
        Position position = head.position(System.nanoTime());
        if (!token.isEmpty()) {
            Preset old = preset(call, head);
            head.presets().put(token, new Preset(name.isEmpty() ? old.name() : name, position));
            return tag("tptz:PresetToken", token);
        }
        if (head.presets().size() >= MAX_PRESETS) {
            throw OnvifFault.of(false, "ter:TooManyPresets", "Maximum number of presets reached");
        }
        if (head.presets().values().stream().anyMatch(preset -> preset.name().equals(name))) {
            throw OnvifFault.invalid("ter:PresetExist", "The requested name already exists");
        }
        return tag("tptz:PresetToken", head.savePreset(name, position));
    }

    private static String moveOn(Soap.Call call, PtzHead head) throws OnvifFault {
        Position velocity = vector(call, "Velocity", PtzHead.HOME, "ter:InvalidVelocity");
        if (Math.abs(velocity.pan()) > 1 || Math.abs(velocity.tilt()) > 1 || Math.abs(velocity.zoom()) > 1) {
            throw OnvifFault.invalid("ter:InvalidVelocity", "The requested velocity is out of bounds");
        }
        Duration time = call.duration("Timeout", USUAL_MOVE);
        if (time.isNegative() || time.compareTo(LONGEST_MOVE) > 0) {
            throw OnvifFault.invalid("ter:TimeoutNotSupported", "The specified timeout is not supported");
        }
        head.move(velocity, time, System.nanoTime());
        return "";
    }

    private static String moveTo(Soap.Call call, PtzHead head) throws OnvifFault {
        Position now = head.position(System.nanoTime());
        Position target = vector(call, "Position", now, "ter:InvalidPosition");
        if (!target.isPossible()) {
            throw OnvifFault.invalid("ter:InvalidPosition", "The requested position is out of bounds");
        }
        head.go(target);
        return "";
    }

    private static String moveBy(Soap.Call call, PtzHead head) throws OnvifFault {
        Position by = vector(call, "Translation", PtzHead.HOME, "ter:InvalidTranslation");
        head.go(head.position(System.nanoTime()).plus(by, 1));
        return "";
    }

    private static String stop(Soap.Call call, PtzHead head) {
        String pan = call.argument("PanTilt");
        String zoom = call.argument("Zoom");
        boolean all = pan.isEmpty() && zoom.isEmpty();
        head.stop(
                all || pan.equals("true") || pan.equals("1"),
                all || zoom.equals("true") || zoom.equals("1"),
                System.nanoTime());
        return "";
    }

    /** A vector of ONVIF's schema; what it leaves out is taken from another. */
    private static Position vector(Soap.Call call, String name, Position otherwise, String subcode) throws OnvifFault {
        Optional<Element> vector = Xml.find(call.operation(), Soap.PTZ, name);
        if (vector.isEmpty()) {
            throw OnvifFault.invalid(subcode, name + " is missing");
        }
        Optional<Element> pan = Xml.find(vector.get(), Soap.SCHEMA, "PanTilt");
        Optional<Element> zoom = Xml.find(vector.get(), Soap.SCHEMA, "Zoom");
        try {
            return new Position(
                    pan.isEmpty()
                            ? otherwise.pan()
                            : Double.parseDouble(pan.get().getAttribute("x")),
                    pan.isEmpty()
                            ? otherwise.tilt()
                            : Double.parseDouble(pan.get().getAttribute("y")),
                    zoom.isEmpty()
                            ? otherwise.zoom()
                            : Double.parseDouble(zoom.get().getAttribute("x")));
        } catch (NumberFormatException e) {
            throw OnvifFault.invalid(subcode, "Not a number in " + name);
        }
    }

    /** What the command said, for whoever looks at it. */
    private static Map<String, String> arguments(Soap.Call call) {
        Map<String, String> arguments = new TreeMap<>();
        for (String name : new String[] {"PresetToken", "PresetName", "Timeout"}) {
            if (call.has(name)) {
                arguments.put(name, call.argument(name));
            }
        }
        if (call.name().equals("Stop")) {
            arguments.put("PanTilt", call.argument("PanTilt"));
            arguments.put("Zoom", call.argument("Zoom"));
            arguments.values().removeIf(String::isEmpty);
            return arguments;
        }
        Xml.find(call.operation(), Soap.SCHEMA, "PanTilt").ifPresent(element -> {
            arguments.put("pan", element.getAttribute("x"));
            arguments.put("tilt", element.getAttribute("y"));
        });
        Xml.find(call.operation(), Soap.SCHEMA, "Zoom")
                .ifPresent(element -> arguments.put("zoom", element.getAttribute("x")));
        return arguments;
    }
}
