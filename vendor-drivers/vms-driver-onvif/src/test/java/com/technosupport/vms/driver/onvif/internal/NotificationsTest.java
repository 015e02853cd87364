package com.technosupport.vms.driver.onvif.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Recorded;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class NotificationsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private static OnvifNotification read(String message) {
        Element holder = Recorded.body(AnsweringDevice.envelope(message));
        return Notifications.read(holder, said -> DeviceTime.parse(said).orElse(NOW))
                .orElseThrow();
    }

    @Test
    void prefixesAndNamespacesDoNotMatter() {
        String usual = "<w:NotificationMessage xmlns:w=\"http://docs.oasis-open.org/wsn/b-2\""
                + " xmlns:tns1=\"http://www.onvif.org/ver10/topics\"><w:Topic> tns1:RuleEngine/CellMotionDetector/Motion"
                + "\n</w:Topic><w:Message><q:Message xmlns:q=\"http://www.onvif.org/ver10/schema\""
                + " UtcTime=\"2026-02-03T04:05:06.700Z\" PropertyOperation=\"Changed\"><q:Source><q:SimpleItem"
                + " Name=\"Rule\" Value=\"a &amp; b\"/></q:Source><q:Data><q:SimpleItem Name=\"IsMotion\""
                + " Value=\"true\"/></q:Data></q:Message></w:Message></w:NotificationMessage>";
        String bare = "<NotificationMessage><Topic>a:RuleEngine/b:CellMotionDetector/c:Motion</Topic><Message>"
                + "<Message UtcTime=\"2026-02-03T05:05:06.7+01:00\" PropertyOperation=\"Changed\"><Source><SimpleItem"
                + " Value=\"a &amp; b\" Name=\"Rule\"/></Source><Data><SimpleItem Name=\"IsMotion\" Value=\"true\"/>"
                + "</Data></Message></Message></NotificationMessage>";

        assertThat(read(bare)).isEqualTo(read(usual));
        assertThat(read(usual).topic()).isEqualTo("RuleEngine/CellMotionDetector/Motion");
        assertThat(read(usual).change()).isEqualTo(OnvifNotification.Change.CHANGED);
        assertThat(read(usual).source()).containsEntry("Rule", "a & b");
        assertThat(read(usual).time()).isEqualTo("2026-02-03T04:05:06.700Z");
    }

    @Test
    void whatIsMissingIsLeftOut() {
        OnvifNotification read = read("<m><Topic>Device/HardwareFailure</Topic><Message/></m>");
        assertThat(read.change()).isEqualTo(OnvifNotification.Change.NONE);
        assertThat(read.data()).isEmpty();
        assertThat(read.time()).isEqualTo(NOW);
        Element without = Recorded.body(AnsweringDevice.envelope("<m><Message/></m>"));
        assertThat(Notifications.read(without, said -> NOW)).isEmpty();
    }

    @Test
    void elementItemsAreFlattened() {
        OnvifNotification read = read("<m><Topic>RuleEngine/Recognition/LicensePlate</Topic><Message><Message><Data>"
                + "<ElementItem Name=\"LicensePlateInfo\"><LicensePlateInfo><PlateNumber Likelihood=\"0.9\">AB 12"
                + "</PlateNumber></LicensePlateInfo></ElementItem></Data></Message></Message></m>");
        assertThat(read.data()).containsEntry("LicensePlateInfo/PlateNumber", "AB 12");
    }

    @Test
    void aHostileOneStaysSmall() {
        StringBuilder items = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            items.append("<SimpleItem Name=\"n")
                    .append(i)
                    .append("\" Value=\"")
                    .append("x\n".repeat(700))
                    .append("\"/>");
        }
        OnvifNotification read = read("<m><Topic>" + "a/".repeat(5000) + "b</Topic><Message><Message><Data>" + items
                + "</Data></Message></Message></m>");
        assertThat(read.topic()).hasSizeLessThanOrEqualTo(512);
        assertThat(read.data()).hasSize(64);
        assertThat(read.data().get("n0")).hasSizeLessThan(1100).doesNotContain("\n");
    }

    @Test
    void readsRecordedOnes() throws IOException {
        Element answer = Recorded.answer("agsh-onvif-mockup-MIT/test/serverMockup/PullMessages.xml");
        List<Element> messages = Elements.children(answer, "NotificationMessage");
        assertThat(messages).hasSize(2);
        OnvifNotification read =
                Notifications.read(messages.get(0), said -> NOW).orElseThrow();
        assertThat(read.topic()).isEqualTo("RuleEngine/CellMotionDetector/Motion");
        assertThat(read.source()).containsEntry("VideoSourceConfigurationToken", "000");
        assertThat(read.data()).containsEntry("IsMotion", "true");
    }
}
