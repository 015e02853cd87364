package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.nvr.Dialect;
import com.technosupport.vms.simulator.internal.nvr.Notice;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Writes the parts of an event stream for one reader, of the codes that it asked for. */
final class DahuaEvents implements Dialect.EventWriter {
    static final String BOUNDARY = "myboundary";

    private static final int LENGTH_ERROR = 7;

    private final NvrFace face;
    private final NvrState state;
    private final DahuaTimes times;
    private final List<String> codes;

    /** @param codes as asked for: {@code [All]} or {@code [VideoMotion,AlarmLocal]} */
    DahuaEvents(NvrFace face, DahuaTimes times, String codes) {
        this.face = face;
        this.times = times;
        state = face.state();
        this.codes = Arrays.asList(codes.replaceAll("[\\[\\] ]", "").split(","));
    }

    @Override
    public List<byte[]> event(Notice notice) {
        String code = code(notice.event());
        if (!codes.contains("All") && !codes.contains(code)) {
            return List.of();
        }
        if (state.has(NvrQuirk.INDEXED_EVENTS) && !Notice.isContact(notice.event())) {
            return List.of(part("text/plain", NvrFace.utf8(indexed(code, notice))), picture(notice));
        }
        return List.of(part("text/plain", NvrFace.utf8(line(code, notice))));
    }

    @Override
    public byte[] heartbeat() {
        return part("text/plain", NvrFace.utf8("Heartbeat"));
    }

    private byte[] picture(Notice notice) {
        return part("image/jpeg", face.still(notice.number()));
    }

    private byte[] part(String type, byte[] body) {
        int length = state.has(NvrQuirk.WRONG_EVENT_LENGTH) ? Math.max(0, body.length - LENGTH_ERROR) : body.length;
        String head = "--" + BOUNDARY + "\r\nContent-Type: " + type + "\r\n"
                + (state.has(NvrQuirk.NO_EVENT_LENGTH) ? "" : "Content-Length:" + length + "\r\n") + "\r\n";
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(NvrFace.utf8(head));
        part.writeBytes(body);
        part.writeBytes(NvrFace.utf8("\r\n\r\n"));
        return part.toByteArray();
    }

    private static String action(Notice notice) {
        if (notice.event() == SimulatedEvent.LINE_CROSSED || notice.event() == SimulatedEvent.VENDOR) {
            return "Pulse";
        }
        return notice.active() ? "Start" : "Stop";
    }

    private String line(String code, Notice notice) {
        String line = "Code=" + code + ";action=" + action(notice) + ";index=" + (notice.number() - 1);
        return hasData(notice.event()) ? line + ";data=" + data(notice) : line;
    }

    private static boolean hasData(SimulatedEvent event) {
        return switch (event) {
            case MOTION, MOTION_ALARM, PERSON, OBJECT, LINE_CROSSED, FIELD -> true;
            default -> false;
        };
    }

    /** As the firmware lays it out, over lines, with what must not be taken for the end of a field. */
    private String data(Notice notice) {
        Instant time = notice.time();
        String rule = notice.event() == SimulatedEvent.LINE_CROSSED ? "CrossLineDetection" : "Rule";
        String region = notice.event() == SimulatedEvent.LINE_CROSSED
                ? "   \"DetectLine\" : [\n      [ 1024, 4096 ],\n      [ 7168, 4096 ]\n   ],\n   \"Direction\" : \"LeftToRight\",\n"
                : "";
        return "{\n   \"Class\" : \"Normal\",\n" + region
                + "   \"EventID\" : " + (10_000 + notice.number()) + ",\n"
                + "   \"LocaleTime\" : \"" + times.text(time) + "\",\n"
                + "   \"Name\" : \"" + rule + "; zone=1;action=none\",\n"
                + "   \"Object\" : {\n      \"BoundingBox\" : [ 2992, 1136, 3960, 5056 ],\n      \"ObjectType\" : \""
                + objectType(notice.event()) + "\"\n   },\n"
                + "   \"UTC\" : " + time.getEpochSecond() + ",\n   \"UTCMS\" : " + time.getNano() / 1_000_000 + "\n}\n";
    }

    private static String objectType(SimulatedEvent event) {
        return switch (event) {
            case OBJECT -> "Vehicle";
            case MOTION, MOTION_ALARM -> "Unknown";
            default -> "Human";
        };
    }

    private String indexed(String code, Notice notice) {
        return new DahuaLines()
                .add("Events[0].EventBaseInfo.Action", action(notice))
                .add("Events[0].EventBaseInfo.Code", code)
                .add("Events[0].EventBaseInfo.Index", notice.number() - 1)
                .add("Events[0].Object.ObjectType", objectType(notice.event()))
                .add("Events[0].UTC", notice.time().getEpochSecond())
                .toString();
    }

    /** The vendor's name of an event. */
    static String code(SimulatedEvent event) {
        return switch (event) {
            case MOTION, MOTION_ALARM -> "VideoMotion";
            case PERSON -> "SmartMotionHuman";
            case OBJECT -> "SmartMotionVehicle";
            case DIGITAL_INPUT -> "AlarmLocal";
            case RELAY -> "AlarmOutput";
            case VIDEO_LOSS -> "VideoLoss";
            case SCENE_CHANGE -> "MovedDetection";
            case TAMPER -> "VideoBlind";
            case LINE_CROSSED -> "CrossLineDetection";
            case FIELD -> "CrossRegionDetection";
            case VENDOR -> "NumberStat";
        };
    }
}
