package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.TestOnvifClient.Answer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events by pull point, as a client of ONVIF's event service has them. */
class EventsTest {
    private static final String EVENTS = "http://www.onvif.org/ver10/events/wsdl";
    private static final String MOTION = "tns1:RuleEngine/CellMotionDetector/Motion";

    private final TestOnvifClient client = new TestOnvifClient();
    private Simulator simulator;
    private SimulatedCamera camera;
    private URI service;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .credentials("admin", "secret")
                .channels(2)
                .discovery(false)
                .start();
        camera = simulator.camera(1);
        service = client.service(camera, EVENTS);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Answer subscribe(String arguments) throws Exception {
        return client.ask(
                service, "<tev:CreatePullPointSubscription>" + arguments + "</tev:CreatePullPointSubscription>");
    }

    private static String filter(String expression) {
        return "<tev:Filter><wsnt:TopicExpression"
                + " Dialect=\"http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet\">"
                + expression + "</wsnt:TopicExpression></tev:Filter>";
    }

    private URI subscription(String arguments) throws Exception {
        return URI.create(subscribe(arguments).text("//SubscriptionReference/Address"));
    }

    private Answer pull(URI subscription, String timeout, int limit) throws Exception {
        return client.ask(
                subscription,
                "<tev:PullMessages><tev:Timeout>" + timeout + "</tev:Timeout><tev:MessageLimit>" + limit
                        + "</tev:MessageLimit></tev:PullMessages>");
    }

    private URI settled(String arguments) throws Exception {
        URI subscription = subscription(arguments);
        while (!pull(subscription, "PT0S", 100).texts("//NotificationMessage").isEmpty()) {
            // Takes the states that there are.
        }
        return subscription;
    }

    @Test
    void tellsEveryStateFirstAndNoMoreThanAskedFor() throws Exception {
        URI subscription = subscription("");
        Answer first = pull(subscription, "PT10S", 3);
        assertThat(first.texts("//NotificationMessage")).hasSize(3);
        assertThat(first.text("//Action"))
                .isEqualTo("http://www.onvif.org/ver10/events/wsdl/PullPointSubscription/PullMessagesResponse");
        Answer rest = pull(subscription, "PT10S", 1000);
        // Five states of each of two channels, and two contacts each way.
        assertThat(rest.texts("//NotificationMessage")).hasSize(14 - 3);
        assertThat(rest.texts("//Message/@PropertyOperation")).containsOnly("Initialized");
        assertThat(rest.texts("//Topic"))
                .contains(
                        "tns1:VideoSource/SignalLoss", "tns1:Device/Trigger/DigitalInput", "tns1:Device/Trigger/Relay");
    }

    @Test
    void keepsAPullWaitingUntilSomethingHappens() throws Exception {
        URI subscription = settled("");
        CompletableFuture<Answer> pull = CompletableFuture.supplyAsync(() -> {
            try {
                return pull(subscription, "PT20S", 10);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        long requests = camera.stats().requests();
        while (camera.stats().requests() == requests && !pull.isDone()) {
            Thread.onSpinWait();
        }
        camera.raise(SimulatedEvent.MOTION, 2, true);
        Answer answer = pull.get(10, TimeUnit.SECONDS);
        assertThat(answer.texts("//Topic")).containsExactly(MOTION);
        assertThat(answer.text("//Message/@PropertyOperation")).isEqualTo("Changed");
        assertThat(answer.text("//SimpleItem[@Name='IsMotion']/@Value")).isEqualTo("true");
        String source = answer.text("//SimpleItem[@Name='VideoSourceConfigurationToken']/@Value");
        assertThat(source).isNotEqualTo("source-configuration").startsWith("source-configuration");
    }

    @Test
    void answersAnEmptyPullWhenItsTimeIsOver() throws Exception {
        URI subscription = settled("");
        long start = System.nanoTime();
        Answer answer = pull(subscription, "PT0.5S", 10);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.texts("//NotificationMessage")).isEmpty();
    }

    @Test
    void filtersByTopic() throws Exception {
        URI subscription = settled(filter("tns1:RuleEngine//.|tns1:Device/Trigger/DigitalInput"));
        camera.raise(SimulatedEvent.VIDEO_LOSS, 1, true);
        camera.raise(SimulatedEvent.LINE_CROSSED, 1, true);
        camera.setInput(2, true);
        Answer answer = pull(subscription, "PT5S", 10);
        assertThat(answer.texts("//Topic"))
                .containsExactly("tns1:RuleEngine/LineDetector/Crossed", "tns1:Device/Trigger/DigitalInput");
        assertThat(answer.texts("//Message/@PropertyOperation")).containsExactly("Changed");
        assertThat(answer.text("//SimpleItem[@Name='InputToken']/@Value")).isEqualTo("contact-B");
        assertThat(subscribe(filter("nobody:Knows/This")).text("//Subcode/Value"))
                .isEqualTo("wsnt:TopicNotSupportedFault");
    }

    @Test
    void deletesTheStateOfAnObjectThatHasGone() throws Exception {
        URI subscription = settled("");
        camera.raise(SimulatedEvent.FIELD, 1, true);
        camera.raise(SimulatedEvent.FIELD, 1, false);
        assertThat(pull(subscription, "PT5S", 10).texts("//Message/@PropertyOperation"))
                .containsExactly("Initialized", "Changed", "Deleted");
    }

    @Test
    void tellsStatesAgainAtASynchronizationPoint() throws Exception {
        URI subscription = settled(filter(MOTION));
        camera.raise(SimulatedEvent.MOTION, 1, true);
        assertThat(pull(subscription, "PT5S", 10).texts("//NotificationMessage"))
                .hasSize(1);
        client.ask(subscription, "<tev:SetSynchronizationPoint/>");
        Answer answer = pull(subscription, "PT5S", 10);
        assertThat(answer.texts("//Message/@PropertyOperation")).containsExactly("Initialized", "Initialized");
        assertThat(answer.texts("//SimpleItem[@Name='IsMotion']/@Value")).containsExactlyInAnyOrder("true", "false");
    }

    @Test
    void endsUnlessItIsRenewed() throws Exception {
        Answer answer = subscribe("<tev:InitialTerminationTime>PT1S</tev:InitialTerminationTime>");
        URI subscription = URI.create(answer.text("//SubscriptionReference/Address"));
        assertThat(Instant.parse(answer.text("//TerminationTime")))
                .isBetween(Instant.now().minusSeconds(10), Instant.now().plusSeconds(2));
        Answer renewed = client.ask(
                subscription, "<wsnt:Renew><wsnt:TerminationTime>PT600S</wsnt:TerminationTime></wsnt:Renew>");
        assertThat(Instant.parse(renewed.text("//TerminationTime")))
                .isAfter(Instant.now().plusSeconds(500));
        assertThat(pull(subscription, "PT1.5S", 100).status()).isEqualTo(200);
        URI other = subscription("<tev:InitialTerminationTime>PT0.2S</tev:InitialTerminationTime>");
        pull(subscription, "PT0.5S", 100);
        Answer late = pull(other, "PT0S", 1);
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.text("//Subcode/Value")).isEqualTo("wsrf-rw:ResourceUnknownFault");
    }

    @Test
    void endsWhenToldAndWhenTheDeviceStartsAnew() throws Exception {
        URI first = subscription("");
        assertThat(client.ask(first, "<wsnt:Unsubscribe/>").status()).isEqualTo(200);
        assertThat(pull(first, "PT0S", 1).status()).isEqualTo(400);
        URI second = subscription("");
        camera.reboot(Duration.ofMillis(50));
        while (!camera.faults().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(pull(second, "PT0S", 1).status()).isEqualTo(400);
    }

    @Test
    void describesItsTopics() throws Exception {
        Answer answer = client.ask(service, "<tev:GetEventProperties/>");
        assertThat(answer.text("//RuleEngine/CellMotionDetector/Motion/@*[local-name()='topic']"))
                .isEqualTo("true");
        assertThat(answer.text("//Trigger/DigitalInput/MessageDescription/@IsProperty"))
                .isEqualTo("true");
        assertThat(answer.texts("//Door/Bell")).hasSize(1);
    }

    @Test
    void hasTheQuirksOfOthers() throws Exception {
        camera.quirk(OnvifQuirk.REFERENCE_PARAMETERS);
        Answer answer = subscribe("");
        URI shared = URI.create(answer.text("//SubscriptionReference/Address"));
        assertThat(pull(shared, "PT0S", 1).status()).isEqualTo(400);
        String id = "<v:SubscriptionId xmlns:v=\"http://simulator.technosupport.example/2026/topics\">"
                + answer.text("//ReferenceParameters/SubscriptionId") + "</v:SubscriptionId>";
        String pull =
                "<tev:PullMessages><tev:Timeout>PT5S</tev:Timeout><tev:MessageLimit>9</tev:MessageLimit></tev:PullMessages>";
        assertThat(client.ask(shared, id, pull).texts("//NotificationMessage")).hasSize(9);
        camera.quirk(OnvifQuirk.REFERENCE_PARAMETERS, false);

        camera.quirk(OnvifQuirk.NO_RENEW);
        URI subscription = settled("");
        assertThat(client.ask(subscription, "<wsnt:Renew/>").text("//Subcode/Value"))
                .isEqualTo("ter:ActionNotSupported");
        camera.quirk(OnvifQuirk.ODD_PREFIXES);
        camera.raise(SimulatedEvent.MOTION, 1, true);
        Answer odd = pull(subscription, "PT5S", 9);
        String topic = odd.text("//Topic");
        assertThat(topic).endsWith(":RuleEngine/CellMotionDetector/Motion").doesNotStartWith("tns1:");
        assertThat(odd.document().getDocumentElement().lookupNamespaceURI(topic.substring(0, topic.indexOf(':'))))
                .isEqualTo("http://www.onvif.org/ver10/topics");
        camera.quirk(OnvifQuirk.UNESCAPED_ENTITIES);
        camera.raise(SimulatedEvent.FIELD, 1, true);
        Answer broken = pull(subscription, "PT5S", 9);
        assertThat(broken.document()).isNull();
        assertThat(broken.body()).contains("Value=\"Yard & gate\"");
        camera.quirk(OnvifQuirk.EMPTY_PULLS);
        camera.raise(SimulatedEvent.MOTION, 1, false);
        assertThat(pull(subscription, "PT20S", 9).texts("//NotificationMessage"))
                .isEmpty();
        camera.quirk(OnvifQuirk.STRICT_TERMINATION);
        assertThat(subscribe("<tev:InitialTerminationTime>PT1H</tev:InitialTerminationTime>")
                        .text("//Subcode/Value"))
                .endsWith(":UnacceptableInitialTerminationTimeFault");
        camera.quirk(OnvifQuirk.NEEDS_ADDRESSING);
        assertThat(pull(subscription, "PT0S", 9).status()).isEqualTo(400);
        assertThat(List.copyOf(camera.quirks())).contains(OnvifQuirk.NO_RENEW, OnvifQuirk.NEEDS_ADDRESSING);
    }
}
