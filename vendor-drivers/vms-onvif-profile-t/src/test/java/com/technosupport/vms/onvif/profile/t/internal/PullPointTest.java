package com.technosupport.vms.onvif.profile.t.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.AnsweringDevice;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.Listener;
import com.technosupport.vms.driver.onvif.fixture.Recorded;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What subscriptions do that no simulated device does: answers authored from the specification, and recorded ones. */
class PullPointTest {

    private static final String LOST = AnsweringDevice.fault("wsrf-rw:ResourceUnknownFault", "No such resource");

    private AnsweringDevice device;
    private final AtomicInteger created = new AtomicInteger();

    @BeforeEach
    void begin() throws IOException {
        device = new AnsweringDevice();
        device.answerAll();
        device.serve(ProfileT.EVENTS);
        device.answers.put("CreatePullPointSubscription", subscription(60, ""));
        device.effects.put("CreatePullPointSubscription", created::incrementAndGet);
        device.answers.put("Unsubscribe", AnsweringDevice.envelope("<UnsubscribeResponse/>"));
        device.answers.put("PullMessages", messages(60, ""));
    }

    @AfterEach
    void end() {
        device.close();
    }

    /** By a clock that is a quarter of a century behind. */
    private static String times(int seconds) {
        return "<CurrentTime>2001-02-03T01:02:00Z</CurrentTime><TerminationTime>2001-02-03T01:02:"
                + (seconds < 10 ? "0" : "") + seconds % 60 + (seconds < 60 ? "" : ".000") + "Z</TerminationTime>";
    }

    private static String subscription(int seconds, String parameters) {
        return AnsweringDevice.envelope("<CreatePullPointSubscriptionResponse><SubscriptionReference><a:Address"
                + " xmlns:a=\"http://www.w3.org/2005/08/addressing\">http://10.0.0.9/sub?id=1</a:Address>"
                + (parameters.isEmpty() ? "" : "<ReferenceParameters>" + parameters + "</ReferenceParameters>")
                + "</SubscriptionReference>" + times(seconds) + "</CreatePullPointSubscriptionResponse>");
    }

    private static String messages(int seconds, String messages) {
        return AnsweringDevice.envelope(
                "<PullMessagesResponse>" + times(seconds) + messages + "</PullMessagesResponse>");
    }

    private static String crossed(String id) {
        return "<NotificationMessage><Topic>tns1:RuleEngine/LineDetector/Crossed</Topic><Message><Message"
                + " UtcTime=\"2001-02-03T01:02:03Z\"><Data><SimpleItem Name=\"ObjectId\" Value=\"" + id
                + "\"/></Data></Message></Message></NotificationMessage>";
    }

    private DeviceSession connect(Map<String, String> options) throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileT()))
                .connect(Devices.at("127.0.0.1", device.port(), Credential.NONE, options));
    }

    private static DeviceEvents events(DeviceSession session) {
        return session.facet(DeviceEvents.class).orElseThrow();
    }

    @Test
    void aLostSubscriptionIsMadeAnew() throws Exception {
        device.effects.put("PullMessages", () -> {
            if (created.get() == 1) {
                device.answers.put("PullMessages", LOST);
            } else {
                device.answers.put("PullMessages", messages(60, crossed("after")));
            }
        });
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session))) {
            DeviceEvent event = listener.next(DeviceEvent.LINE_CROSSED);
            assertThat(event.data().get("data")).isEqualTo(Map.of("ObjectId", "after"));
        }
        assertThat(created.get()).isEqualTo(2);
        assertThat(device.requests("Unsubscribe")).hasSize(1);
    }

    @Test
    void aDeviceThatLosesAllOfThemIsGivenUp() throws Exception {
        device.answers.put("PullMessages", LOST);
        try (DeviceSession session = connect(Map.of())) {
            assertThat(new Listener(events(session)).awaitEnd())
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_PROTOCOL))
                    .hasMessageContaining("No such resource");
        }
        assertThat(created.get()).isEqualTo(3);
    }

    @Test
    void itIsRenewedBeforeItsEndByTheDevicesClock() throws Exception {
        device.answers.put("CreatePullPointSubscription", subscription(3, ""));
        device.answers.put("PullMessages", AnsweringDevice.envelope("<PullMessagesResponse/>"));
        CountDownLatch renewed = new CountDownLatch(2);
        device.effects.put("Renew", renewed::countDown);
        device.answers.put("Renew", AnsweringDevice.envelope("<RenewResponse>" + times(3) + "</RenewResponse>"));
        try (DeviceSession session = connect(Map.of("eventLifeSeconds", "120"));
                Listener listener = new Listener(events(session)).awaitAlive()) {
            assertThat(renewed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.isQuiet()).isTrue();
        }
        assertThat(created.get()).isEqualTo(1);
        assertThat(device.requests("CreatePullPointSubscription").get(0))
                .contains("<InitialTerminationTime>PT120S</InitialTerminationTime>");
        assertThat(device.requests("Renew").get(0)).contains("<TerminationTime>PT120S</TerminationTime>");
    }

    @Test
    void oneThatIsNotRenewedIsReplacedBeforeItsEnd() throws Exception {
        device.answers.put("CreatePullPointSubscription", subscription(2, ""));
        device.answers.put("PullMessages", AnsweringDevice.envelope("<PullMessagesResponse/>"));
        CountDownLatch replaced = new CountDownLatch(2);
        device.effects.put("Unsubscribe", replaced::countDown);
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session)).awaitAlive()) {
            assertThat(replaced.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(listener.isQuiet()).isTrue();
        }
        assertThat(created.get()).isGreaterThanOrEqualTo(3);
        assertThat(device.requests("Unsubscribe")).as("as many as were made").hasSize(created.get());
    }

    @Test
    void oneThatADeviceProlongsByItselfIsNeitherRenewedNorReplaced() throws Exception {
        device.answers.put("CreatePullPointSubscription", subscription(2, ""));
        device.answers.put("PullMessages", messages(2, ""));
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session)).awaitAlive()) {
            listener.awaitAlive(5);
        }
        assertThat(created.get()).isEqualTo(1);
    }

    @Test
    void whatTheDeviceWantsBackIsGivenBack() throws Exception {
        device.answers.put(
                "CreatePullPointSubscription",
                subscription(
                        60,
                        "<v:Id xmlns:v=\"http://vendor.example/events\" kind=\"a&quot;b\"><v:Part>x &lt;&amp;&gt; y"
                                + "</v:Part></v:Id>"));
        try (DeviceSession session = connect(Map.of())) {
            new Listener(events(session)).awaitAlive().close();
        }
        for (String operation : List.of("PullMessages", "Unsubscribe")) {
            assertThat(device.requests(operation).get(0))
                    .contains("<Id xmlns=\"http://vendor.example/events\"", "wsa:IsReferenceParameter=\"true\"")
                    .contains("kind=\"a&quot;b\"", "x &lt;&amp;&gt; y")
                    // As the device said it, whatever address leads to it from here.
                    .contains(">http://10.0.0.9/sub?id=1</To>");
        }
        assertThat(device.requests("Unsubscribe").get(0))
                .contains(">http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/UnsubscribeRequest</Action>");
    }

    @Test
    void aTimeThatIsNotAcceptableIsLeftToTheDevice() throws Exception {
        device.effects.put("CreatePullPointSubscription", () -> {
            created.incrementAndGet();
            device.answers.put(
                    "CreatePullPointSubscription",
                    created.get() == 1
                            ? AnsweringDevice.fault("wsnt:UnacceptableInitialTerminationTimeFault", "too long")
                            : subscription(60, ""));
        });
        try (DeviceSession session = connect(Map.of())) {
            new Listener(events(session)).awaitAlive().close();
        }
        assertThat(device.requests("CreatePullPointSubscription").get(1)).doesNotContain("InitialTerminationTime");
    }

    @Test
    void settingsThatAreNoneAreRefused() throws Exception {
        try (DeviceSession session = connect(Map.of("eventWaitSeconds", "0"))) {
            assertThat(new Listener(events(session)).awaitEnd()).hasMessageContaining("1 to 60");
        }
    }

    @Test
    void recordedAnswersAreUnderstood() throws Exception {
        String folder = "agsh-onvif-mockup-MIT/test/serverMockup/";
        device.answers.put(
                "CreatePullPointSubscription", Recorded.text(folder + "events.CreatePullPointSubscription.xml"));
        device.answers.put("PullMessages", Recorded.text(folder + "PullMessages.xml"));
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session))) {
            assertThat(listener.next().type()).isEqualTo(DeviceEvent.MOTION_STARTED);
            listener.awaitAlive(2);
            assertThat(listener.isQuiet())
                    .as("what the device repeats is no news")
                    .isTrue();
        }
    }
}
