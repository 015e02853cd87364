package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.SimulatedEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The topics that a device sends (ONVIF Core, Imaging, DeviceIO and Analytics specifications), and what stands in their messages. */
final class Topics {
    /** An item of a message: its name and its type in XML Schema. */
    record Item(String name, String type) {}

    /** A topic as GetEventProperties describes it. */
    record Description(String topic, boolean property, List<Item> source, List<Item> key, List<Item> data) {}

    private static final Item SOURCE = new Item("Source", "tt:ReferenceToken");
    private static final Item STATE = new Item("State", "xs:boolean");
    private static final List<Item> RULE = List.of(
            new Item("VideoSourceConfigurationToken", "tt:ReferenceToken"),
            new Item("VideoAnalyticsConfigurationToken", "tt:ReferenceToken"),
            new Item("Rule", "xs:string"));
    private static final List<Item> NONE = List.of();
    private static final Item OBJECT = new Item("ObjectId", "xs:integer");

    private Topics() {}

    static Description describe(SimulatedEvent event) {
        return switch (event) {
            case MOTION -> rule("CellMotionDetector/Motion", true, NONE, new Item("IsMotion", "xs:boolean"));
            case MOTION_ALARM -> video("MotionAlarm");
            case DIGITAL_INPUT ->
                new Description(
                        "tns1:Device/Trigger/DigitalInput",
                        true,
                        List.of(new Item("InputToken", "tt:ReferenceToken")),
                        NONE,
                        List.of(new Item("LogicalState", "xs:boolean")));
            case RELAY ->
                new Description(
                        "tns1:Device/Trigger/Relay",
                        true,
                        List.of(new Item("RelayToken", "tt:ReferenceToken")),
                        NONE,
                        List.of(new Item("LogicalState", "tt:RelayLogicalState")));
            case VIDEO_LOSS -> video("SignalLoss");
            case SCENE_CHANGE -> video("GlobalSceneChange/ImagingService");
            case TAMPER -> rule("TamperDetector/Tamper", true, NONE, new Item("IsTamper", "xs:boolean"));
            case LINE_CROSSED -> rule("LineDetector/Crossed", false, NONE, OBJECT);
            case FIELD ->
                rule("FieldDetector/ObjectsInside", true, List.of(OBJECT), new Item("IsInside", "xs:boolean"));
            case OBJECT ->
                new Description(
                        "tns1:RuleEngine/ObjectDetection/Object",
                        true,
                        List.of(new Item("VideoSource", "tt:ReferenceToken"), new Item("RuleName", "xs:string")),
                        NONE,
                        List.of(new Item("ClassTypes", "tt:StringList")));
            case PERSON ->
                new Description(
                        "tns1:RuleEngine/MyRuleDetector/PeopleDetect", true, List.of(SOURCE), NONE, List.of(STATE));
            case VENDOR ->
                new Description(
                        "tnsv:Door/Bell",
                        false,
                        List.of(SOURCE),
                        NONE,
                        List.of(new Item("Button", "xs:int"), new Item("Label", "xs:string")));
        };
    }

    private static Description video(String topic) {
        return new Description("tns1:VideoSource/" + topic, true, List.of(SOURCE), NONE, List.of(STATE));
    }

    private static Description rule(String topic, boolean property, List<Item> key, Item data) {
        return new Description("tns1:RuleEngine/" + topic, property, RULE, key, List.of(data));
    }

    /** The message of an event. */
    static Notification notification(SimulatedEvent event, int number, Channel channel, boolean active, Instant time) {
        Description description = describe(event);
        Map<String, String> source = new LinkedHashMap<>();
        for (Item item : description.source()) {
            source.put(
                    item.name(),
                    switch (item.name()) {
                        case "VideoSourceConfigurationToken" -> channel.configuration();
                        case "VideoAnalyticsConfigurationToken" -> channel.analytics();
                        case "Rule", "RuleName" -> ruleName(event);
                        case "InputToken" -> DeviceIoService.input(number);
                        case "RelayToken" -> DeviceIoService.output(number);
                        default -> channel.source();
                    });
        }
        Map<String, String> key = description.key().isEmpty() ? Map.of() : Map.of("ObjectId", "7");
        return new Notification(description.topic(), source, key, data(event, active), time, description.property());
    }

    private static String ruleName(SimulatedEvent event) {
        return switch (event) {
            case MOTION -> "MyMotionDetectorRule";
            case LINE_CROSSED -> "Line 1";
            case FIELD -> "Yard & gate";
            default -> "MyRule";
        };
    }

    private static Map<String, String> data(SimulatedEvent event, boolean active) {
        return switch (event) {
            case MOTION -> Map.of("IsMotion", String.valueOf(active));
            case DIGITAL_INPUT -> Map.of("LogicalState", String.valueOf(active));
            case RELAY -> Map.of("LogicalState", active ? "active" : "inactive");
            case TAMPER -> Map.of("IsTamper", String.valueOf(active));
            case FIELD -> Map.of("IsInside", String.valueOf(active));
            case LINE_CROSSED -> Map.of("ObjectId", "7");
            case OBJECT -> Map.of("ClassTypes", active ? "Human Vehicle" : "");
            case VENDOR -> Map.of("Button", "1", "Label", "Tür & Tor");
            default -> Map.of("State", String.valueOf(active));
        };
    }
}
