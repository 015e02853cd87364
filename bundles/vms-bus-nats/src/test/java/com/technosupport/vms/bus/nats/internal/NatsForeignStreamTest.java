package com.technosupport.vms.bus.nats.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams and consumers that somebody else has made on the server. */
final class NatsForeignStreamTest {

    @TempDir
    Path directory;

    private final Taken taken = new Taken();
    private NatsServer server;
    private Connection other;

    @BeforeEach
    void start() throws Exception {
        server = NatsServer.keeping(directory);
        other = Nats.connect(server.url());
    }

    @AfterEach
    void stop() throws Exception {
        if (other != null) {
            other.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() < deadline).as(what).isTrue();
            Thread.sleep(5);
        }
    }

    private NatsEventBus bus() throws Exception {
        NatsEventBus bus = new NatsEventBus(Settings.impatient(server.url()), Clock.systemUTC());
        assertThat(bus.awaitConnected(Duration.ofSeconds(30))).isTrue();
        return bus;
    }

    private void publish(String type) throws Exception {
        other.publish("vms.events." + type, "{}".getBytes(UTF_8));
        other.flush(Duration.ofSeconds(5));
    }

    @Test
    void aStreamThatTookFewEventsTakesAllAndIsElseAsItWas() throws Exception {
        other.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(EventStream.NAME)
                        .subjects("vms.events.PersonDetected", "elsewhere.*")
                        .storageType(StorageType.Memory)
                        .maxMessages(77)
                        .noAck(true)
                        .build());
        try (NatsEventBus bus = bus()) {
            assertThat(bus.isKeeping()).isTrue();
            bus.subscribeDurably("vms-control", taken);
            publish("DoorOpened");
            other.publish("elsewhere.x", "{}".getBytes(UTF_8));
            publish("PersonDetected");
            await("both came", () -> taken.events.size() == 2);
            assertThat(taken.types()).containsExactly("DoorOpened", "PersonDetected");
            assertThat(taken.rejected)
                    .as("what else the stream keeps is not ours")
                    .isEmpty();
        }
        StreamConfiguration now =
                other.jetStreamManagement().getStreamInfo(EventStream.NAME).getConfiguration();
        assertThat(now.getSubjects()).containsExactly("elsewhere.*", "vms.events.*");
        assertThat(now.getStorageType()).isEqualTo(StorageType.Memory);
        assertThat(now.getMaxMsgs()).isEqualTo(77);
        assertThat(now.getNoAck()).isFalse();
    }

    @Test
    void whereAnotherStreamKeepsTheSubjectsEventsComeAllTheSame() throws Exception {
        other.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("OTHERS")
                        .subjects("vms.>")
                        .build());
        try (NatsEventBus bus = bus()) {
            bus.subscribeDurably("vms-control", taken);
            await(
                    "it is said",
                    () -> bus.warning().filter(text -> text.contains("overlap")).isPresent());
            await("events come", () -> {
                try {
                    publish("DoorOpened");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return !taken.events.isEmpty();
            });
            assertThat(bus.isKeeping()).isFalse();

            other.jetStreamManagement().deleteStream("OTHERS");
            await("it keeps them now", () -> bus.isKeeping() && bus.warning().isEmpty());
            publish("GateOpened");
            await("it came", () -> taken.types().contains("GateOpened"));
        }
    }

    @Test
    void aConsumerThatCannotBeUsedGivesWay() throws Exception {
        other.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(EventStream.NAME)
                        .subjects("vms.events.>")
                        .build());
        other.jetStreamManagement()
                .addOrUpdateConsumer(
                        EventStream.NAME,
                        ConsumerConfiguration.builder()
                                .durable("vms-control")
                                .deliverSubject("nowhere")
                                .build());
        publish("DoorOpened");
        try (NatsEventBus bus = bus()) {
            bus.subscribeDurably("vms-control", taken);
            publish("several.tokens");
            publish("GateOpened");
            await("all came", () -> taken.events.size() == 2);
            assertThat(taken.types()).containsExactly("DoorOpened", "GateOpened");
            assertThat(bus.warning()).isEmpty();
        }
    }
}
