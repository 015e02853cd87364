package com.technosupport.vms.onvif.profile.s.internal;

import static com.technosupport.vms.onvif.profile.s.internal.ProfileS.PTZ;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * ONVIF PTZ Service, ver20. Moves continuously, and with a time limit, so that a head stops by itself when the order to stop is
 * lost; what the device allows is asked once a session.
 */
final class PtzService implements PtzControl {

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    private static final int LONGEST_TOKEN = 256;
    private static final int LONGEST_NAME = 128;
    private static final int MOST_PRESETS = 1000;

    /** For how long a head moves that nobody stops. */
    private static final double LONGEST_MOVE_SECONDS = 10;

    private final OnvifDevice device;
    private final URI service;
    private final Map<String, Axes> axes = new HashMap<>();

    PtzService(OnvifDevice device, URI service) {
        this.device = device;
        this.service = service;
    }

    /**
     * How a head moves.
     *
     * @param panTilt pan and tilt; empty for one that only zooms
     * @param zoom empty for one that does not
     * @param timeout the time limit to give; empty where the device does not tell what it takes
     */
    private record Axes(Optional<Plane> panTilt, Optional<Line> zoom, Optional<String> timeout) {}

    private record Plane(String space, VelocityRange pan, VelocityRange tilt) {}

    private record Line(String space, VelocityRange range) {}

    @Override
    public void move(String channel, Velocity velocity) throws InterruptedException {
        OnvifMediaProfile profile = profile(channel);
        Axes known = axes(profile);
        boolean turns = velocity.pan() != 0 || velocity.tilt() != 0;
        if ((turns && known.panTilt().isEmpty())
                || (velocity.zoom() != 0 && known.zoom().isEmpty())) {
            throw new VmsException(
                    ErrorCode.NOT_SUPPORTED,
                    turns && known.panTilt().isEmpty()
                            ? "The camera cannot be turned at a speed"
                            : "The camera cannot be zoomed at a speed");
        }
        StringBuilder vector = new StringBuilder();
        known.panTilt()
                .ifPresent(plane -> vector.append("<PanTilt xmlns=\"" + SCHEMA + "\" x=\"")
                        .append(plane.pan().scaled(velocity.pan()))
                        .append("\" y=\"")
                        .append(plane.tilt().scaled(velocity.tilt()))
                        .append(space(plane.space()))
                        .append("\"/>"));
        known.zoom()
                .ifPresent(line -> vector.append("<Zoom xmlns=\"" + SCHEMA + "\" x=\"")
                        .append(line.range().scaled(velocity.zoom()))
                        .append(space(line.space()))
                        .append("\"/>"));
        String timeout =
                known.timeout().map(time -> "<Timeout>" + time + "</Timeout>").orElse("");
        call("ContinuousMove", profile, "<Velocity>" + vector + "</Velocity>" + timeout);
    }

    private static String space(String uri) {
        return uri.isEmpty() ? "" : "\" space=\"" + Elements.escape(uri);
    }

    @Override
    public void stop(String channel) throws InterruptedException {
        call("Stop", profile(channel), "<PanTilt>true</PanTilt><Zoom>true</Zoom>");
    }

    @Override
    public List<Preset> presets(String channel) throws InterruptedException {
        Map<String, Preset> presets = new LinkedHashMap<>();
        Element response = call("GetPresets", profile(channel), "");
        for (Element preset : Elements.children(response, "Preset")) {
            String token = preset.getAttribute("token");
            if (!token.isEmpty() && token.length() <= LONGEST_TOKEN && presets.size() < MOST_PRESETS) {
                presets.putIfAbsent(
                        token, new Preset(token, Elements.shown(Elements.text(preset, "Name"), LONGEST_NAME)));
            }
        }
        return new ArrayList<>(presets.values());
    }

    @Override
    public void recall(String channel, String preset) throws InterruptedException {
        call("GotoPreset", profile(channel), "<PresetToken>" + Elements.escape(preset) + "</PresetToken>");
    }

    @Override
    public Preset store(String channel, Optional<String> preset, String name) throws InterruptedException {
        Element response = call(
                "SetPreset",
                profile(channel),
                "<PresetName>" + Elements.escape(name) + "</PresetName>"
                        + preset.map(token -> "<PresetToken>" + Elements.escape(token) + "</PresetToken>")
                                .orElse(""));
        String token = Elements.text(response, "PresetToken");
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device does not tell which position it has stored");
        }
        return new Preset(token, Elements.shown(name, LONGEST_NAME));
    }

    @Override
    public void forget(String channel, String preset) throws InterruptedException {
        call("RemovePreset", profile(channel), "<PresetToken>" + Elements.escape(preset) + "</PresetToken>");
    }

    private OnvifMediaProfile profile(String channel) throws InterruptedException {
        return device.picture(channel)
                .movable()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The camera cannot be moved"));
    }

    private Element call(String operation, OnvifMediaProfile profile, String arguments) throws InterruptedException {
        return device.call(Operation.of(
                service,
                PTZ,
                operation,
                "<ProfileToken>" + Elements.escape(profile.token()) + "</ProfileToken>" + arguments));
    }

    private Axes axes(OnvifMediaProfile profile) throws InterruptedException {
        String configuration = profile.ptz().orElseThrow();
        Axes known = axes.get(configuration);
        if (known == null) {
            known = read(configuration);
            axes.put(configuration, known);
        }
        return known;
    }

    private Axes read(String configuration) throws InterruptedException {
        Element response;
        try {
            response = device.call(Operation.of(
                    service,
                    PTZ,
                    "GetConfigurationOptions",
                    "<ConfigurationToken>" + Elements.escape(configuration) + "</ConfigurationToken>"));
        } catch (VmsException e) {
            if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
            // Every moving device has the generic spaces (PTZ Service, "Continuous move"); it then says what it cannot
            // do.
            return new Axes(
                    Optional.of(new Plane("", VelocityRange.GENERIC, VelocityRange.GENERIC)),
                    Optional.of(new Line("", VelocityRange.GENERIC)),
                    Optional.empty());
        }
        Optional<Element> options = Elements.find(response, "PTZConfigurationOptions");
        Optional<Plane> plane = options.flatMap(found -> usual(found, "ContinuousPanTiltVelocitySpace"))
                .map(space -> new Plane(
                        uri(space), VelocityRange.read(space, "XRange"), VelocityRange.read(space, "YRange")));
        Optional<Line> line = options.flatMap(found -> usual(found, "ContinuousZoomVelocitySpace"))
                .map(space -> new Line(uri(space), VelocityRange.read(space, "XRange")));
        return new Axes(plane, line, options.flatMap(PtzService::timeout));
    }

    /** The generic space where there are several, since its measure is known. */
    private static Optional<Element> usual(Element options, String name) {
        List<Element> spaces = Elements.find(options, "Spaces")
                .map(all -> Elements.children(all, name))
                .orElse(List.of());
        return spaces.stream()
                .filter(space -> uri(space).endsWith("/VelocityGenericSpace"))
                .findFirst()
                .or(() -> spaces.stream().findFirst());
    }

    private static String uri(Element space) {
        return Elements.text(space, "URI");
    }

    /** Ours, or what the device takes next to it. */
    private static Optional<String> timeout(Element options) {
        double min =
                Durations.seconds(Elements.text(options, "PTZTimeout", "Min")).orElse(0);
        double max =
                Durations.seconds(Elements.text(options, "PTZTimeout", "Max")).orElse(0);
        double chosen = Math.max(min, Math.min(max, LONGEST_MOVE_SECONDS));
        return max <= 0 ? Optional.empty() : Optional.of(Durations.text(chosen));
    }
}
