package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.parent;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.nvr.Dialect;
import com.technosupport.vms.simulator.internal.nvr.Notice;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes the parts of an alertStream for one reader. The boundary is settled when it opens the stream. */
final class IsapiEvents implements Dialect.EventWriter {
    private static final int LENGTH_ERROR = 7;

    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;
    private final IsapiTimes times;
    private final String boundary;

    IsapiEvents(NvrFace face, IsapiNumbers numbers, IsapiTimes times) {
        this.face = face;
        this.numbers = numbers;
        this.times = times;
        state = face.state();
        boundary = state.has(NvrQuirk.MIME_BOUNDARY) ? "MIME_boundary" : "boundary";
    }

    String boundary() {
        return boundary;
    }

    @Override
    public List<byte[]> event(Notice notice) {
        if (notice.event() == SimulatedEvent.RELAY) {
            // An output is no event here.
            return List.of();
        }
        Map<String, String> fields = head(notice);
        fields.put("activePostCount", String.valueOf(notice.count()));
        fields.put("eventType", type(notice.event()));
        fields.put("eventState", notice.active() ? "active" : "inactive");
        fields.put("eventDescription", description(notice.event()));
        if (Notice.isContact(notice.event())) {
            fields.put("inputIOPortID", String.valueOf(notice.number()));
        } else {
            fields.put(
                    "channelName",
                    state.channel(notice.number()).map(NvrChannel::name).orElse(""));
        }
        target(notice.event()).ifPresent(target -> fields.put("targetType", target));
        return List.of(part(fields, hasRegion(notice.event())));
    }

    @Override
    public byte[] heartbeat() {
        Map<String, String> fields = head(new Notice(SimulatedEvent.VIDEO_LOSS, 1, false, 0, state.now()));
        fields.put("activePostCount", "0");
        fields.put("eventType", "videoloss");
        fields.put("eventState", "inactive");
        fields.put("eventDescription", "videoloss alarm");
        return part(fields, false);
    }

    private Map<String, String> head(Notice notice) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ipAddress", face.nvr().address());
        fields.put("portNo", String.valueOf(face.nvr().httpPort()));
        fields.put("protocol", "HTTP");
        fields.put("macAddress", face.macAddress());
        boolean contact = Notice.isContact(notice.event());
        int analog = state.settings().analogChannels();
        boolean dynamic = analog > 0 && !contact && notice.number() > analog;
        fields.put(
                dynamic ? "dynChannelID" : "channelID",
                String.valueOf(contact ? 0 : numbers.inEvents(notice.number())));
        fields.put("dateTime", times.inEvents(notice.time()));
        return fields;
    }

    private byte[] part(Map<String, String> fields, boolean region) {
        boolean json = state.has(NvrQuirk.JSON_EVENTS);
        byte[] body = NvrFace.utf8(json ? json(fields) : xml(fields, region));
        int length = state.has(NvrQuirk.WRONG_EVENT_LENGTH) ? body.length - LENGTH_ERROR : body.length;
        String head = "--" + boundary + "\r\nContent-Type: "
                + (json ? "application/json" : "application/xml; charset=\"UTF-8\"") + "\r\n"
                + (state.has(NvrQuirk.NO_EVENT_LENGTH) ? "" : "Content-Length: " + length + "\r\n") + "\r\n";
        byte[] start = NvrFace.utf8(head);
        byte[] part = new byte[start.length + body.length + 2];
        System.arraycopy(start, 0, part, 0, start.length);
        System.arraycopy(body, 0, part, start.length, body.length);
        part[part.length - 2] = '\r';
        part[part.length - 1] = '\n';
        return part;
    }

    private String xml(Map<String, String> fields, boolean region) {
        StringBuilder root = new StringBuilder("<EventNotificationAlert version=\"2.0\">\r\n");
        fields.forEach((name, value) -> root.append(element(name, value)));
        if (region) {
            root.append(parent(
                    "DetectionRegionList",
                    parent(
                            "DetectionRegionEntry",
                            element("regionID", 1),
                            element("sensitivityLevel", 50),
                            parent("RegionCoordinatesList", point(100, 500), point(900, 500)))));
        }
        String document = IsapiXml.document(
                state, root.append("</EventNotificationAlert>").toString());
        return state.has(NvrQuirk.UNESCAPED_AMPERSAND)
                ? document.replace(" alarm<", " alarm at Gate & Yard<")
                : document;
    }

    private static String point(int x, int y) {
        return parent("RegionCoordinates", element("positionX", x), element("positionY", y));
    }

    private static String json(Map<String, String> fields) {
        StringJoiner text = new StringJoiner(",\r\n\t", "{\r\n\t", "\r\n}\r\n");
        fields.forEach((name, value) -> {
            boolean number = name.equals("portNo") || name.endsWith("ID") || name.equals("activePostCount");
            String quoted = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            text.add("\"" + name + "\":\t" + (number ? value : quoted));
        });
        return text.toString();
    }

    /** The vendor's name of an event. */
    static String type(SimulatedEvent event) {
        return switch (event) {
            case MOTION, MOTION_ALARM, PERSON, OBJECT -> "VMD";
            case DIGITAL_INPUT, RELAY -> "IO";
            case VIDEO_LOSS -> "videoloss";
            case SCENE_CHANGE -> "scenechangedetection";
            case TAMPER -> "shelteralarm";
            case LINE_CROSSED -> "linedetection";
            case FIELD -> "fielddetection";
            case VENDOR -> "PeopleCounting";
        };
    }

    private static String description(SimulatedEvent event) {
        return switch (type(event)) {
            case "VMD" -> "Motion alarm";
            default -> type(event) + " alarm";
        };
    }

    private static java.util.Optional<String> target(SimulatedEvent event) {
        return switch (event) {
            case PERSON -> java.util.Optional.of("human");
            case OBJECT -> java.util.Optional.of("vehicle");
            default -> java.util.Optional.empty();
        };
    }

    private static boolean hasRegion(SimulatedEvent event) {
        return event == SimulatedEvent.LINE_CROSSED || event == SimulatedEvent.FIELD;
    }
}
