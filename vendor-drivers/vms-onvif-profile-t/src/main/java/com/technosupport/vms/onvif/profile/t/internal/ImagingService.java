package com.technosupport.vms.onvif.profile.t.internal;

import static com.technosupport.vms.onvif.profile.t.internal.ProfileT.IMAGING;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.ImagingControl;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.w3c.dom.Element;

/** ONVIF Imaging Service, ver20. Values go from 0 to 1 of the ranges that the device tells, asked once a session. */
final class ImagingService implements ImagingControl {

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    private static final String BRIGHTNESS = "Brightness";
    private static final String SATURATION = "ColorSaturation";
    private static final String CONTRAST = "Contrast";
    private static final String INFRARED = "IrCutFilter";
    private static final String SHARPNESS = "Sharpness";

    private final OnvifDevice device;
    private final URI service;
    private final Map<String, Element> options = new HashMap<>();

    ImagingService(OnvifDevice device, URI service) {
        this.device = device;
        this.service = service;
    }

    private record Range(double min, double max) {

        double part(double value) {
            return Math.max(0, Math.min(1, (value - min) / (max - min)));
        }

        String value(double part) {
            return String.format(Locale.ROOT, "%.4f", min + part * (max - min));
        }
    }

    @Override
    public Settings settings(String channel) throws InterruptedException {
        String source = device.picture(channel).source();
        Element ranges = options(source);
        Element response = call("GetImagingSettings", source, "");
        Element settings = Elements.find(response, "ImagingSettings")
                .orElseThrow(() -> new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device tells no settings"));
        return new Settings(
                part(settings, ranges, BRIGHTNESS),
                part(settings, ranges, CONTRAST),
                part(settings, ranges, SATURATION),
                part(settings, ranges, SHARPNESS),
                filter(Elements.text(settings, INFRARED)));
    }

    private static OptionalDouble part(Element settings, Element ranges, String name) {
        Optional<Range> range = range(ranges, name);
        Optional<Double> value = number(Elements.text(settings, name));
        return range.isPresent() && value.isPresent()
                ? OptionalDouble.of(range.get().part(value.get()))
                : OptionalDouble.empty();
    }

    private static Optional<InfraredFilter> filter(String said) {
        return switch (said) {
            case "ON" -> Optional.of(InfraredFilter.ON);
            case "OFF" -> Optional.of(InfraredFilter.OFF);
            case "AUTO" -> Optional.of(InfraredFilter.AUTOMATIC);
            default -> Optional.empty();
        };
    }

    private static Optional<Range> range(Element ranges, String name) {
        Optional<Double> min = number(Elements.text(ranges, name, "Min"));
        Optional<Double> max = number(Elements.text(ranges, name, "Max"));
        return min.isPresent() && max.isPresent() && min.get() < max.get()
                ? Optional.of(new Range(min.get(), max.get()))
                : Optional.empty();
    }

    private static Optional<Double> number(String text) {
        return text.matches("[+-]?\\d{1,9}(\\.\\d{1,15})?") ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }

    /** Sends what is to change alone: the device leaves the rest as it is (Imaging Service, "SetImagingSettings"). */
    @Override
    public void change(String channel, Settings settings) throws InterruptedException {
        String source = device.picture(channel).source();
        Element ranges = options(source);
        // In the order of the schema, which some devices insist on.
        String changes = change(ranges, BRIGHTNESS, settings.brightness())
                + change(ranges, SATURATION, settings.saturation())
                + change(ranges, CONTRAST, settings.contrast())
                + settings.infraredFilter().map(ImagingService::filter).orElse("")
                + change(ranges, SHARPNESS, settings.sharpness());
        if (!changes.isEmpty()) {
            call(
                    "SetImagingSettings",
                    source,
                    "<ImagingSettings>" + changes + "</ImagingSettings><ForcePersistence>true</ForcePersistence>");
        }
    }

    private static String change(Element ranges, String name, OptionalDouble part) {
        if (part.isEmpty()) {
            return "";
        }
        Range range = range(ranges, name)
                .orElseThrow(() -> new VmsException(
                        ErrorCode.NOT_SUPPORTED, "The camera has no such setting: " + name.toLowerCase(Locale.ROOT)));
        return element(name, range.value(part.getAsDouble()));
    }

    private static String filter(InfraredFilter filter) {
        return element(
                INFRARED,
                switch (filter) {
                    case ON -> "ON";
                    case OFF -> "OFF";
                    case AUTOMATIC -> "AUTO";
                });
    }

    private static String element(String name, String value) {
        return "<" + name + " xmlns=\"" + SCHEMA + "\">" + value + "</" + name + ">";
    }

    private Element options(String source) throws InterruptedException {
        Element known = options.get(source);
        if (known == null) {
            known = Elements.find(call("GetOptions", source, ""), "ImagingOptions")
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.NOT_SUPPORTED, "The device does not tell which settings the picture has"));
            options.put(source, known);
        }
        return known;
    }

    private Element call(String operation, String source, String arguments) throws InterruptedException {
        return device.call(Operation.of(
                service,
                IMAGING,
                operation,
                "<VideoSourceToken>" + Elements.escape(source) + "</VideoSourceToken>" + arguments));
    }
}
