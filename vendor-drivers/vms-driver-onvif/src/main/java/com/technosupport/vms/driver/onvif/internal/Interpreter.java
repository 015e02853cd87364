package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the profiles what a notification means, and finds out which picture it is about. */
final class Interpreter {

    private static final Logger LOG = LoggerFactory.getLogger(Interpreter.class);

    /** What no profile knows, such as a vendor's own topic. */
    private static final String UNKNOWN = "DeviceNotification";

    private final Pictures pictures;
    private final InstalledProfiles profiles;

    Interpreter(Pictures pictures, InstalledProfiles profiles) {
        this.pictures = pictures;
        this.profiles = profiles;
    }

    DeviceEvent interpret(OnvifNotification notification) throws InterruptedException {
        DeviceEvent meant = meant(notification);
        Optional<String> channel = meant.channel();
        if (channel.isEmpty() && meant.input().isEmpty()) {
            channel = channel(notification);
        }
        Map<String, Object> data = fields(notification);
        data.putAll(meant.data());
        return new DeviceEvent(
                meant.type(), channel, meant.input(), meant.active(), notification.time(), meant.label(), data);
    }

    private DeviceEvent meant(OnvifNotification notification) throws InterruptedException {
        for (InstalledProfile installed : profiles.all()) {
            try {
                Optional<DeviceEvent> event =
                        installed.use(() -> installed.profile().event(notification));
                if (event.isPresent()) {
                    return event.get();
                }
            } catch (VmsException e) {
                // It has gone this moment; what it knew is unknown now.
                LOG.debug("Profile {}: {}", installed.profile().name(), e.getMessage());
            }
        }
        return new DeviceEvent(
                UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                notification.time(),
                Optional.empty(),
                Map.of());
    }

    private static Map<String, Object> fields(OnvifNotification notification) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", notification.topic());
        if (notification.change() != Change.NONE) {
            fields.put("change", notification.change().name().toLowerCase(Locale.ROOT));
        }
        put(fields, "source", notification.source());
        put(fields, "key", notification.key());
        put(fields, "data", notification.data());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, Map<String, String> items) {
        if (!items.isEmpty()) {
            fields.put(name, items);
        }
    }

    /**
     * The picture that a source item names: by its video source, or by a configuration. A device with one picture need not name it.
     */
    private Optional<String> channel(OnvifNotification notification) throws InterruptedException {
        List<OnvifPicture> all;
        try {
            all = pictures.all();
        } catch (VmsException e) {
            if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
            // The pictures cannot be told at the moment; the event is worth having without.
            return Optional.empty();
        }
        for (Map.Entry<String, String> item : notification.source().entrySet()) {
            // Tokens of sources and of configurations may be the same text and mean different pictures.
            boolean configuration =
                    item.getKey().contains("Configuration") || item.getKey().contains("Profile");
            Optional<String> found = all.stream()
                    .filter(picture -> configuration
                            ? picture.configurations().contains(item.getValue())
                            : picture.source().equals(item.getValue()))
                    .map(OnvifPicture::source)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return all.size() == 1 ? Optional.of(all.get(0).source()) : Optional.empty();
    }
}
