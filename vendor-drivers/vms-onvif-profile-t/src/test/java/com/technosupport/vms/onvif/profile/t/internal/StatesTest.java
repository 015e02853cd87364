package com.technosupport.vms.onvif.profile.t.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatesTest {

    private static final String CELLS = "RuleEngine/CellMotionDetector/Motion";
    private static final String ALARM = "VideoSource/MotionAlarm";
    private static final String INPUT = "Device/Trigger/DigitalInput";
    private static final String FIELD = "RuleEngine/FieldDetector/ObjectsInside";

    private final States states = new States();

    private boolean isNews(String topic, Change change, String key, boolean active) {
        OnvifNotification notification = new OnvifNotification(
                topic,
                change,
                Map.of(topic.equals(INPUT) ? "InputToken" : "Source", "1"),
                Map.of("ObjectId", key),
                Map.of("State", String.valueOf(active)),
                Instant.EPOCH);
        DeviceEvent event = Topics.event(notification).orElseThrow();
        return states.isNews(event, notification);
    }

    @Test
    void whatASubscriptionBeginsWithIsToldOnlyWhereItWouldBeMissed() {
        assertThat(isNews(CELLS, Change.INITIALIZED, "", false)).isFalse();
        assertThat(isNews(INPUT, Change.INITIALIZED, "", false)).isTrue();
        assertThat(isNews(CELLS, Change.INITIALIZED, "", true))
                .as("changed since the last subscription")
                .isTrue();
        assertThat(isNews(INPUT, Change.INITIALIZED, "", false)).isFalse();
        assertThat(isNews(CELLS, Change.INITIALIZED, "", false)).isTrue();
    }

    @Test
    void repeatsAreNoNews() {
        assertThat(isNews(CELLS, Change.CHANGED, "", true)).isTrue();
        assertThat(isNews(CELLS, Change.CHANGED, "", true)).isFalse();
        assertThat(isNews(CELLS, Change.CHANGED, "", false)).isTrue();
        assertThat(isNews(CELLS, Change.CHANGED, "", false)).isFalse();
    }

    @Test
    void motionHoldsAsLongAsOneTopicSaysSo() {
        assertThat(isNews(CELLS, Change.CHANGED, "", true)).isTrue();
        assertThat(isNews(ALARM, Change.CHANGED, "", true)).isFalse();
        assertThat(isNews(CELLS, Change.CHANGED, "", false)).isFalse();
        assertThat(isNews(ALARM, Change.CHANGED, "", false)).isTrue();
        assertThat(isNews(CELLS, Change.CHANGED, "", false)).isFalse();
    }

    @Test
    void eachObjectHasItsState() {
        assertThat(isNews(FIELD, Change.CHANGED, "1", true)).isTrue();
        assertThat(isNews(FIELD, Change.CHANGED, "2", true)).isTrue();
        assertThat(isNews(FIELD, Change.DELETED, "1", true)).as("gone is over").isTrue();
        assertThat(isNews(FIELD, Change.CHANGED, "1", true))
                .as("another of that id")
                .isTrue();
    }

    @Test
    void manyObjectsDoNotPileUp() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(isNews(FIELD, Change.CHANGED, String.valueOf(i), true)).isTrue();
        }
        assertThat(isNews(FIELD, Change.CHANGED, "19999", true)).isFalse();
        assertThat(isNews(FIELD, Change.CHANGED, "0", true))
                .as("forgotten long ago")
                .isTrue();
    }
}
