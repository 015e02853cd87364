package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.Multipart;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Events by {@code Event/notification/alertStream}: an endless answer with a part for each event, in XML or JSON.
 *
 * <p>A device repeats an event for as long as it lasts and does not always say that it has ended; so the first part begins it, and
 * its end is told when the device tells it, or when it has been silent about it for a while. A video loss that is not active is the
 * heartbeat.
 */
final class AlertStream implements DeviceEvents {

    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration ENDED_AFTER = Duration.ofSeconds(8);
    private static final int MOST_STATES = 1024;
    private static final int MOST_FIELDS = 128;
    private static final int FIRST_NETWORK_CHANNEL = 33;
    private static final Set<String> SECRETS = Set.of("macaddress", "username", "password");

    private final HikvisionSession session;
    private final Isapi isapi;
    private final Clock clock;

    AlertStream(HikvisionSession session, Isapi isapi, Clock clock) {
        this.session = session;
        this.isapi = isapi;
        this.clock = clock;
    }

    /** What lasts, and when it was last told of. */
    private static final class Lasting {
        private final DeviceEvent end;
        private long seenNanos = System.nanoTime();

        private Lasting(DeviceEvent end) {
            this.end = end;
        }
    }

    @Override
    public void listen(Sink sink) throws InterruptedException {
        Set<String> channels =
                session.known().stream().map(known -> known.channel().id()).collect(Collectors.toSet());
        DeviceClock deviceClock = session.deviceClock();
        Map<String, Lasting> lasting = new HashMap<>();
        isapi.stream("Event/notification/alertStream", SILENCE, part -> {
            Map<String, Object> alert = read(part);
            if (!alert.isEmpty()) {
                take(alert, channels, deviceClock, lasting, sink);
            }
            endSilent(lasting, sink);
            return true;
        });
    }

    private Map<String, Object> read(Multipart part) {
        String text = new String(part.body(), StandardCharsets.UTF_8).strip();
        try {
            if (text.startsWith("{")) {
                Object json = isapi.parseJson(part.body());
                return json instanceof Map<?, ?> map ? flat(map) : Map.of();
            }
            if (!text.startsWith("<")) {
                return Map.of(); // a picture that belongs to the part before
            }
            Element root = isapi.parse(mended(text).getBytes(StandardCharsets.UTF_8));
            return root != null && "EventNotificationAlert".equals(root.getLocalName()) ? flat(root) : Map.of();
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
            return Map.of(); // one part that cannot be read costs no other
        }
    }

    /** Firmware leaves ampersands in names as they are. */
    private static String mended(String xml) {
        return xml.replaceAll("&(?!(?:amp|lt|gt|quot|apos|#\\d{1,7}|#x[0-9a-fA-F]{1,6});)", "&amp;");
    }

    private static Map<String, Object> flat(Element parent) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Node node = parent.getFirstChild();
                node != null && fields.size() < MOST_FIELDS;
                node = node.getNextSibling()) {
            if (node instanceof Element element
                    && !SECRETS.contains(element.getLocalName().toLowerCase(Locale.ROOT))) {
                Map<String, Object> inner = flat(element);
                Object value = inner.isEmpty() ? Elements.shown(element.getTextContent(), 512) : inner;
                fields.merge(element.getLocalName(), value, AlertStream::both);
            }
        }
        return fields;
    }

    /** An element that comes more than once is a list. */
    private static Object both(Object known, Object more) {
        List<Object> list = known instanceof List<?> before ? new ArrayList<>(before) : new ArrayList<>(List.of(known));
        if (list.size() < MOST_FIELDS) {
            list.add(more);
        }
        return list;
    }

    private static Map<String, Object> flat(Map<?, ?> json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        json.forEach((key, value) -> {
            if (!SECRETS.contains(String.valueOf(key).toLowerCase(Locale.ROOT)) && fields.size() < MOST_FIELDS) {
                fields.put(String.valueOf(key), value instanceof Map<?, ?> inner ? flat(inner) : value);
            }
        });
        return fields;
    }

    private void take(
            Map<String, Object> alert,
            Set<String> channels,
            DeviceClock deviceClock,
            Map<String, Lasting> lasting,
            Sink sink)
            throws InterruptedException {
        String type = text(alert, "eventType").toLowerCase(Locale.ROOT);
        boolean active = !text(alert, "eventState").equalsIgnoreCase("inactive");
        if (type.equals("videoloss") && !active && !lasting.containsKey(key(type, channel(alert, channels), alert))) {
            sink.alive();
            return;
        }
        Optional<String> channel = channel(alert, channels);
        Instant time = deviceClock.ofEvent(text(alert, "dateTime")).orElseGet(clock::instant);
        String key = key(type, channel, alert);
        Lasting before = lasting.get(key);
        if (active && before != null) {
            before.seenNanos = System.nanoTime();
            sink.alive();
        } else if (active) {
            sink.event(event(type, channel, alert, true, time));
            if (lasting.size() < MOST_STATES) {
                lasting.put(key, new Lasting(event(type, channel, alert, false, time)));
            }
        } else if (before != null) {
            lasting.remove(key);
            end(event(type, channel, alert, false, time), sink);
        } else if (type.equals("io")) {
            sink.event(event(type, channel, alert, false, time));
        } else {
            sink.alive();
        }
    }

    private void endSilent(Map<String, Lasting> lasting, Sink sink) throws InterruptedException {
        long now = System.nanoTime();
        for (Map.Entry<String, Lasting> entry : List.copyOf(lasting.entrySet())) {
            // A contact stays as it is until the device says otherwise.
            if (!entry.getKey().startsWith("io/") && now - entry.getValue().seenNanos > ENDED_AFTER.toNanos()) {
                lasting.remove(entry.getKey());
                DeviceEvent end = entry.getValue().end;
                end(
                        new DeviceEvent(
                                end.type(),
                                end.channel(),
                                end.input(),
                                end.active(),
                                clock.instant(),
                                end.label(),
                                end.data()),
                        sink);
            }
        }
    }

    /** Only states are told to end; a line is crossed once. */
    private static void end(DeviceEvent end, Sink sink) throws InterruptedException {
        if (end.active().isPresent()) {
            sink.event(end);
        } else {
            sink.alive();
        }
    }

    private static String key(String type, Optional<String> channel, Map<String, Object> alert) {
        return type + "/" + channel.orElse("") + "/" + text(alert, "inputIOPortID");
    }

    /** By any of the ways in which firmware numbers channels. */
    private static Optional<String> channel(Map<String, Object> alert, Set<String> known) {
        for (String field : List.of("dynChannelID", "channelID")) {
            String said = text(alert, field);
            if (said.matches("\\d{1,5}")) {
                int number = Integer.parseInt(said);
                if (known.contains(String.valueOf(number))) {
                    return Optional.of(String.valueOf(number));
                }
                String counted = String.valueOf(number - FIRST_NETWORK_CHANNEL + 1);
                if (number >= FIRST_NETWORK_CHANNEL && known.contains(counted)) {
                    return Optional.of(counted);
                }
            }
        }
        return Optional.empty();
    }

    private static DeviceEvent event(
            String type, Optional<String> channel, Map<String, Object> alert, boolean active, Instant time) {
        Optional<Boolean> state = Optional.of(active);
        Optional<String> input = Optional.empty();
        String name;
        switch (type) {
            case "vmd" -> name = active ? DeviceEvent.MOTION_STARTED : DeviceEvent.MOTION_ENDED;
            case "io" -> {
                name = DeviceEvent.DIGITAL_INPUT_CHANGED;
                input = Optional.of(text(alert, "inputIOPortID")).filter(id -> !id.isEmpty());
            }
            case "videoloss" -> name = DeviceEvent.VIDEO_LOST;
            case "shelteralarm", "tamperdetection", "scenechangedetection", "defocus" -> name = DeviceEvent.TAMPERED;
            case "linedetection" -> {
                name = DeviceEvent.LINE_CROSSED;
                state = Optional.empty();
            }
            case "fielddetection", "regionentrance", "regionexiting", "loitering" -> name = DeviceEvent.AREA_ENTERED;
            default -> name = ownName(text(alert, "eventType"));
        }
        return new DeviceEvent(name, channel, input, state, time, label(alert), alert);
    }

    /** The vendor's own word as a type. */
    private static String ownName(String said) {
        String name = said.replaceAll("[^A-Za-z0-9]", "");
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            return "DeviceNotification";
        }
        String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return type.length() > 64 ? type.substring(0, 64) : type;
    }

    private static Optional<String> label(Map<String, Object> alert) {
        String target = text(alert, "targetType") + text(alert, "detectionTarget");
        if (target.isEmpty() && alert.get("DetectionRegionList") instanceof Map<?, ?> list) {
            target = String.valueOf(list);
        }
        String lower = target.toLowerCase(Locale.ROOT);
        if (lower.contains("human") || lower.contains("person")) {
            return Optional.of("person");
        }
        return lower.contains("vehicle") ? Optional.of("vehicle") : Optional.empty();
    }

    private static String text(Map<String, Object> alert, String field) {
        Object value = alert.get(field);
        return value == null || value instanceof Map || value instanceof List ? "" : String.valueOf(value);
    }
}
