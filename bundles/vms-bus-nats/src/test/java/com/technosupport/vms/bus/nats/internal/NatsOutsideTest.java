package com.technosupport.vms.bus.nats.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.codec.EventJson;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others publish, servers that go and come, and logins. */
final class NatsOutsideTest {

    @TempDir
    Path directory;

    private final Clock clock = Clock.systemUTC();
    private final Taken taken = new Taken();

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() < deadline).as(what).isTrue();
            Thread.sleep(5);
        }
    }

    private EventMessage event(int number) {
        return new EventMessage(
                EventId.next(clock),
                "DoorOpened",
                Optional.empty(),
                "test",
                clock.instant(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("number", number));
    }

    private NatsEventBus bus(NatsSettings settings) throws Exception {
        NatsEventBus bus = new NatsEventBus(settings, clock);
        assertThat(bus.awaitConnected(Duration.ofSeconds(30))).isTrue();
        return bus;
    }

    @Test
    void whatOthersPublishIsReadAndWhatIsNoEventIsSetAside() throws Exception {
        try (NatsServer server = NatsServer.keeping(directory)) {
            EventId given = EventId.next(clock);
            try (NatsEventBus bus = bus(Settings.impatient(server.url()));
                    Connection other = Nats.connect(server.url())) {
                bus.subscribeDurably("vms-control", taken);
                List<EventMessage> heard = new CopyOnWriteArrayList<>();
                bus.subscribe("hearing", heard::add);
                other.publish(
                        "vms.events.PersonDetected", ("{\"id\":\"" + given + "\",\"label\":\"x\"}").getBytes(UTF_8));
                other.publish("vms.events.DoorOpened", "{}".getBytes(UTF_8));
                other.publish("vms.events.DoorOpened", "no JSON".getBytes(UTF_8));
                other.publish("vms.events.DoorOpened", new byte[] {(byte) 0xff, 0});
                other.publish("vms.events.lower", "{}".getBytes(UTF_8));
                other.publish("vms.events.Big", new byte[EventJson.MOST_BYTES + 1]);
                other.publish("vms.events.Last", "{}".getBytes(UTF_8));
                other.flush(Duration.ofSeconds(5));
                await("all came", () -> taken.events.size() == 3 && taken.rejected.size() == 4 && heard.size() == 3);
            }
            assertThat(taken.events.stream().map(EventMessage::type))
                    .containsExactly("PersonDetected", "DoorOpened", "Last");
            assertThat(taken.events.get(0).id()).isEqualTo(given);
            assertThat(taken.rejected.stream().map(RejectedEvent::origin))
                    .containsExactly(
                            "nats:vms.events.DoorOpened",
                            "nats:vms.events.DoorOpened",
                            "nats:vms.events.lower",
                            "nats:vms.events.Big");
            assertThat(taken.rejected.get(0).payload()).isEqualTo("no JSON".getBytes(UTF_8));
            assertThat(taken.rejected.get(3).size()).isEqualTo(EventJson.MOST_BYTES + 1);
        }
    }

    @Test
    void whatIsPublishedWhileWeAreDownWaitsForUs() throws Exception {
        try (NatsServer server = NatsServer.keeping(directory)) {
            try (NatsEventBus bus = bus(Settings.impatient(server.url()))) {
                bus.subscribeDurably("vms-control", taken);
                bus.publish(event(0));
                await("it came", () -> taken.events.size() == 1);
            }
            try (Connection other = Nats.connect(server.url())) {
                for (int i = 0; i < 300; i++) {
                    other.publish("vms.events.DoorOpened", "{}".getBytes(UTF_8));
                }
                other.flush(Duration.ofSeconds(5));
            }
            try (NatsEventBus bus = bus(Settings.impatient(server.url()))) {
                bus.subscribeDurably("vms-control", taken);
                await("all came", () -> taken.ids().size() == 301);
            }
        }
    }

    @Test
    void nothingIsLostWhenTheServerIsKilledAndComesBack() throws Exception {
        try (NatsServer server = NatsServer.keeping(directory);
                NatsEventBus bus = bus(Settings.impatient(server.url()))) {
            bus.subscribeDurably("vms-control", taken);
            List<EventId> promised = new CopyOnWriteArrayList<>();
            Thread publisher = new Thread(
                    () -> {
                        int number = 0;
                        while (!Thread.currentThread().isInterrupted()) {
                            EventMessage event = event(number++);
                            try {
                                bus.publish(event);
                                promised.add(event.id());
                            } catch (VmsException e) {
                                assertThat(e.code()).isEqualTo(ErrorCode.BUSY);
                            } catch (InterruptedException e) {
                                return;
                            }
                        }
                    },
                    "test-publisher");
            publisher.start();
            await("it flows", () -> promised.size() > 50);
            server.kill();
            int before = promised.size();
            await("it flows without NATS", () -> promised.size() > before + 50);
            assertThat(bus.problem()).isPresent();
            server.start();
            await("it is back", () -> bus.problem().isEmpty() && bus.isKeeping());
            int back = promised.size();
            await("it flows again", () -> promised.size() > back + 50);
            publisher.interrupt();
            publisher.join();
            await("all came", () -> taken.ids().containsAll(promised));
            System.out.printf(
                    "published %d, taken %d, of these again %d, lost %d%n",
                    promised.size(),
                    taken.ids().size(),
                    taken.events.size() - taken.ids().size(),
                    promised.stream().filter(id -> !taken.ids().contains(id)).count());
        }
    }

    @Test
    void loginsAreUsedAndNeverSaid() throws Exception {
        Path users = Files.writeString(
                directory.resolve("users.conf"),
                "authorization { users = [ {user: \"vms\", password: \"planted-nats-password\"} ] }");
        try (NatsServer server = new NatsServer(directory, "-c", users.toString())) {
            String withLogin = "nats://vms:planted-nats-password@127.0.0.1:" + server.port();
            for (NatsSettings settings : List.of(
                    Settings.with(server.url(), "vms", "planted-nats-password", "", ""),
                    Settings.with(withLogin, "", "", "", ""))) {
                assertThat(settings.toString()).doesNotContain("planted").contains("127.0.0.1:" + server.port());
                try (NatsEventBus bus = bus(settings)) {
                    assertThat(bus.isConnected()).isTrue();
                    assertThat(bus.isKeeping()).isFalse();
                }
            }
            try (NatsEventBus bus =
                    new NatsEventBus(Settings.with(server.url(), "vms", "planted-wrong", "", ""), clock)) {
                await(
                        "it is said",
                        () -> bus.problem()
                                .filter(text -> text.contains("refuses the login"))
                                .isPresent());
                assertThat(bus.problem().orElseThrow()).doesNotContain("planted");
                assertThatThrownBy(() -> bus.publish(event(1)))
                        .isInstanceOfSatisfying(
                                VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
            }
        }
    }

    @Test
    void wrongSettingsAreToldWithoutSecrets() {
        for (String url : List.of("http://u:planted@host", "nats://u:planted@", "nats://u:plan ted@host")) {
            assertThatThrownBy(() -> new NatsEventBus(Settings.impatient(url), clock))
                    .isInstanceOf(IllegalArgumentException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("plan"));
        }
        assertThatThrownBy(() -> new NatsEventBus(Settings.with("tls://host", "", "", "", "/none.pem"), clock))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServerThatIsAwayAtTheStartIsFoundLater() throws Exception {
        NatsServer server = NatsServer.keeping(directory);
        server.stop();
        try (NatsEventBus bus = new NatsEventBus(Settings.impatient(server.url()), clock)) {
            bus.subscribeDurably("vms-control", taken);
            bus.publish(event(1));
            assertThat(taken.events).hasSize(1);
            server.start();
            assertThat(bus.awaitConnected(Duration.ofSeconds(40))).isTrue();
            bus.publish(event(2));
            await("it came", () -> taken.events.size() == 2);
        } finally {
            server.close();
        }
    }
}
