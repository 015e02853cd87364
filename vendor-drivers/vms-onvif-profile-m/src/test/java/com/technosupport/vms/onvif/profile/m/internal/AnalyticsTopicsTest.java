package com.technosupport.vms.onvif.profile.m.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyticsTopicsTest {

    private static Optional<DeviceEvent> event(String topic, Change change, Map<String, String> data) {
        return AnalyticsTopics.event(new OnvifNotification(topic, change, Map.of(), Map.of(), data, Instant.EPOCH));
    }

    private static DeviceEvent changed(String topic, Map<String, String> data) {
        return event(topic, Change.CHANGED, data).orElseThrow();
    }

    @Test
    void objectsHaveTheirClassAndAnEnd() {
        String topic = "RuleEngine/ObjectDetection/Object";
        DeviceEvent seen = changed(topic, Map.of("ClassTypes", "Human Vehicle"));
        assertThat(seen.type()).isEqualTo("ObjectDetected");
        assertThat(seen.label()).contains("person");
        assertThat(seen.active()).contains(true);
        DeviceEvent gone = changed(topic, Map.of("ClassTypes", ""));
        assertThat(gone.active()).contains(false);
        assertThat(gone.label()).isEmpty();
        assertThat(event(topic, Change.DELETED, Map.of("ClassTypes", "Human"))
                        .orElseThrow()
                        .active())
                .contains(false);
    }

    @Test
    void linesAndAreasAreTakenWhereTheClassIsSaid() {
        DeviceEvent line = changed("RuleEngine/LineDetector/Crossed", Map.of("ObjectId", "7", "ClassTypes", "Truck"));
        assertThat(line.type()).isEqualTo(DeviceEvent.LINE_CROSSED);
        assertThat(line.label()).contains("truck");
        assertThat(line.active()).isEmpty();
        assertThat(event("RuleEngine/LineDetector/Crossed", Change.CHANGED, Map.of("ObjectId", "7")))
                .isEmpty();
        DeviceEvent area = changed(
                "RuleEngine/FieldDetector/ObjectsInside", Map.of("IsInside", "true", "ObjectType", "HumanBody"));
        assertThat(area.type()).isEqualTo(DeviceEvent.AREA_ENTERED);
        assertThat(area.label()).contains("person");
        assertThat(area.active()).contains(true);
    }

    @Test
    void countsPlatesAndFaces() {
        assertThat(changed("RuleEngine/CountAggregation/Counter", Map.of("Count", "42"))
                        .data())
                .containsEntry("count", 42L);
        assertThat(changed("RuleEngine/CountAggregation/Counter", Map.of("Count", "many"))
                        .data())
                .isEmpty();
        DeviceEvent plate =
                changed("RuleEngine/Recognition/LicensePlate", Map.of("LicensePlateInfo/PlateNumber", "AB 12"));
        assertThat(plate.data()).containsEntry("plate", "AB 12");
        assertThat(plate.label()).contains("license plate");
        assertThat(changed("RuleEngine/Recognition/Face", Map.of()).label()).contains("face");
    }

    @Test
    void vendorsRulesThatNameTheClass() {
        DeviceEvent person = changed("RuleEngine/MyRuleDetector/PeopleDetect", Map.of("State", "true"));
        assertThat(person.label()).contains("person");
        assertThat(person.active()).contains(true);
        assertThat(changed("RuleEngine/MyRuleDetector/Visitor", Map.of("State", "true"))
                        .type())
                .isEqualTo("DoorbellRang");
        assertThat(event("RuleEngine/MyRuleDetector/Visitor", Change.CHANGED, Map.of("State", "false")))
                .isEmpty();
        assertThat(event("VideoSource/MotionAlarm", Change.CHANGED, Map.of("State", "true")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Human,person",
        "Vehicle,vehicle",
        "tt:Car,car",
        "LicensePlate,license plate",
        "Motor_bike,motorcycle",
        "FireTruck,fire truck",
        "BUS,bus"
    })
    void classesBecomeLabels(String said, String label) {
        assertThat(AnalyticsTopics.label(said)).isEqualTo(label);
    }
}
