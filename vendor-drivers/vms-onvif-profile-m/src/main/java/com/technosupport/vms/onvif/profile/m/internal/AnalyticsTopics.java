package com.technosupport.vms.onvif.profile.m.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the topics of analytics mean (ONVIF Analytics Service Specification, annex A and "Object classification"; Profile M, "Event
 * handling"), and those that several vendors share.
 *
 * <p>A line crossed or an area entered is only taken where it says what by; else Profile T knows it, too.
 */
final class AnalyticsTopics {

    /** Something was seen that the device has a word for; {@code label} is that word. */
    static final String OBJECT_DETECTED = "ObjectDetected";

    static final String PLATE_RECOGNISED = "LicensePlateRecognized";
    static final String FACE_RECOGNISED = "FaceRecognized";
    /** {@code data} has the {@code count}. */
    static final String COUNT_CHANGED = "CountChanged";

    static final String DOORBELL_RANG = "DoorbellRang";

    private static final List<String> CLASSES =
            List.of("ClassTypes", "ClassType", "ObjectClass", "ObjectType", "Class", "Type");

    /** Rules of vendors that have the class in their names. */
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("PeopleDetect", "person"),
            Map.entry("HumanShapeDetect", "person"),
            Map.entry("HumanDetect", "person"),
            Map.entry("VehicleDetect", "vehicle"),
            Map.entry("DogCatDetect", "animal"),
            Map.entry("AnimalDetect", "animal"),
            Map.entry("FaceDetect", "face"),
            Map.entry("Package", "package"));

    /** Other words for the same, as labels are spelt elsewhere. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("human", "person"),
            Map.entry("humanbody", "person"),
            Map.entry("people", "person"),
            Map.entry("pedestrian", "person"),
            Map.entry("vehical", "vehicle"),
            Map.entry("humanface", "face"),
            Map.entry("licenseplate", "license plate"),
            Map.entry("bike", "bicycle"),
            Map.entry("motorbike", "motorcycle"));

    private AnalyticsTopics() {}

    static Optional<DeviceEvent> event(OnvifNotification notification) {
        String topic = notification.topic();
        String last = topic.substring(topic.lastIndexOf('/') + 1);
        return switch (topic) {
            case "RuleEngine/ObjectDetection/Object" -> Optional.of(objects(notification));
            case "RuleEngine/LineDetector/Crossed" ->
                classes(notification).map(label -> of(notification, DeviceEvent.LINE_CROSSED, Optional.empty(), label));
            case "RuleEngine/FieldDetector/ObjectsInside" ->
                classes(notification)
                        .map(label -> of(
                                notification,
                                DeviceEvent.AREA_ENTERED,
                                Optional.of(isTrue(notification, "IsInside")),
                                label));
            case "RuleEngine/Recognition/LicensePlate" -> Optional.of(plate(notification));
            case "RuleEngine/Recognition/Face" ->
                Optional.of(of(notification, FACE_RECOGNISED, Optional.empty(), "face"));
            case "RuleEngine/CountAggregation/Counter" -> Optional.of(counter(notification));
            case "RuleEngine/MyRuleDetector/Visitor" ->
                isTrue(notification, "State")
                        ? Optional.of(of(notification, DOORBELL_RANG, Optional.empty(), ""))
                        : Optional.empty();
            default ->
                topic.startsWith("RuleEngine/") || topic.startsWith("UserAlarm/")
                        ? Optional.ofNullable(RULES.get(last))
                                .map(label -> of(
                                        notification,
                                        OBJECT_DETECTED,
                                        Optional.of(isTrue(notification, "State")),
                                        label))
                        : Optional.empty();
        };
    }

    /** The classes that are in the picture; none of them when the last has gone. */
    private static DeviceEvent objects(OnvifNotification notification) {
        Optional<String> label = classes(notification);
        boolean there = label.isPresent() && notification.change() != Change.DELETED;
        return of(notification, OBJECT_DETECTED, Optional.of(there), label.orElse(""));
    }

    private static DeviceEvent plate(OnvifNotification notification) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (String name : List.of("PlateNumber", "LicensePlateInfo/PlateNumber", "Plate", "LicensePlate")) {
            String plate = notification.data().get(name);
            if (plate != null && !plate.isEmpty()) {
                data.put("plate", plate);
                break;
            }
        }
        return of(notification, PLATE_RECOGNISED, Optional.empty(), "license plate", data);
    }

    private static DeviceEvent counter(OnvifNotification notification) {
        Map<String, Object> data = new LinkedHashMap<>();
        String count = notification.data().getOrDefault("Count", "");
        if (count.matches("-?\\d{1,18}")) {
            data.put("count", Long.parseLong(count));
        }
        return of(
                notification,
                COUNT_CHANGED,
                Optional.empty(),
                classes(notification).orElse(""),
                data);
    }

    /** The first class of those listed, as a label. */
    static Optional<String> classes(OnvifNotification notification) {
        for (String name : CLASSES) {
            String said = notification.data().getOrDefault(name, "").strip();
            if (!said.isEmpty()) {
                return Optional.of(label(said.split("[\\s,;]+")[0]));
            }
        }
        return Optional.empty();
    }

    static String label(String said) {
        String local = said.substring(said.lastIndexOf(':') + 1);
        String word = local.toLowerCase(Locale.ROOT);
        String known = WORDS.get(word.replaceAll("[ _-]", ""));
        return known != null
                ? known
                : local.replaceAll("(?<=[a-z])(?=[A-Z])", " ").replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private static boolean isTrue(OnvifNotification notification, String name) {
        String value = notification.data().getOrDefault(name, "");
        return notification.change() != Change.DELETED
                && (value.equalsIgnoreCase("true") || value.equals("1") || value.equalsIgnoreCase("active"));
    }

    private static DeviceEvent of(OnvifNotification notification, String type, Optional<Boolean> active, String label) {
        return of(notification, type, active, label, Map.of());
    }

    private static DeviceEvent of(
            OnvifNotification notification,
            String type,
            Optional<Boolean> active,
            String label,
            Map<String, Object> data) {
        return new DeviceEvent(
                type,
                Optional.empty(),
                Optional.empty(),
                active,
                notification.time(),
                Optional.of(label).filter(text -> !text.isEmpty()),
                data);
    }
}
