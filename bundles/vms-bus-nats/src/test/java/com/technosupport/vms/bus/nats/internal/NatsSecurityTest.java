package com.technosupport.vms.bus.nats.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.EventId;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and the ways to log in, with a real server. */
class NatsSecurityTest {

    private static final char[] PASSWORD = "only-for-this-test".toCharArray();

    private final Clock clock = Clock.systemUTC();

    @TempDir
    Path directory;

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() < deadline).as(what).isTrue();
            Thread.sleep(5);
        }
    }

    /** Publishes by one connection and hears it by another: both log in alike. */
    private void carries(NatsSettings settings) throws Exception {
        List<EventMessage> heard = new CopyOnWriteArrayList<>();
        try (NatsEventBus hearing = new NatsEventBus(settings, clock);
                NatsEventBus telling = new NatsEventBus(settings, clock)) {
            assertThat(hearing.awaitConnected(Duration.ofSeconds(60)))
                    .as("%s", hearing.problem())
                    .isTrue();
            assertThat(telling.awaitConnected(Duration.ofSeconds(60)))
                    .as("%s", telling.problem())
                    .isTrue();
            hearing.subscribe("hearing", heard::add);
            EventMessage event = new EventMessage(
                    EventId.next(clock),
                    "DoorOpened",
                    Optional.empty(),
                    "test",
                    clock.instant(),
                    Optional.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
            // With the same id until the subscription has reached the server.
            await("it is carried", () -> {
                try {
                    telling.publish(event);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return !heard.isEmpty();
            });
            assertThat(heard.get(0).id()).isEqualTo(event.id());
        }
    }

    /** Does not connect, says why, and says no secret. */
    private void isRefused(NatsSettings settings, String why) throws Exception {
        try (NatsEventBus bus = new NatsEventBus(settings, clock)) {
            await(
                    "it is said",
                    () -> bus.problem().filter(text -> text.contains(why)).isPresent());
            assertThat(bus.isConnected()).isFalse();
            assertThat(bus.problem().orElseThrow() + settings).doesNotContain("planted");
        }
    }

    /** A certificate of its own for 127.0.0.1, with its key, in files. */
    private Path certificate(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "nats",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem(
                directory.resolve(name + ".key"),
                "PRIVATE KEY",
                keys.getKey("nats", PASSWORD).getEncoded());
        Path file = directory.resolve(name + ".pem");
        pem(file, "CERTIFICATE", keys.getCertificate("nats").getEncoded());
        return file;
    }

    private static void pem(Path file, String kind, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Test
    void aServerIsTrustedByTheCertificatesThatWereGivenAndByNoOthers() throws Exception {
        Path own = certificate("own");
        Path foreign = certificate("foreign");
        try (NatsServer server = new NatsServer(
                directory,
                "--tls",
                "--tlscert",
                own.toString(),
                "--tlskey",
                directory.resolve("own.key").toString())) {
            String url = server.url().replace("nats://", "tls://");
            carries(Settings.with(url, "", "", "", own.toString()));
            isRefused(Settings.with(url, "", "", "", foreign.toString()), "no certificate that is trusted");
            isRefused(Settings.with(url, "", "", "", ""), "no certificate that is trusted");
        }
    }

    @Test
    void aTokenIsUsedAndNeverSaid() throws Exception {
        try (NatsServer server = new NatsServer(directory, "--auth", "planted-nats-token")) {
            carries(Settings.with(server.url(), "", "", "planted-nats-token", ""));
            isRefused(Settings.with(server.url(), "", "", "planted-wrong-token", ""), "refuses the login");
            isRefused(Settings.with(server.url(), "", "", "", ""), "refuses the login");
        }
    }

    @Test
    void aCredentialsFileIsUsed() throws Exception {
        NatsKeys keys = new NatsKeys();
        Path configuration = keys.serverConfiguration(directory.resolve("operator.conf"));
        Path user = keys.credentials(directory.resolve("user.creds"));
        Path stranger = new NatsKeys().credentials(directory.resolve("stranger.creds"));
        try (NatsServer server = new NatsServer(directory, "-c", configuration.toString())) {
            carries(Settings.withCredentials(server.url(), user.toString()));
            isRefused(Settings.withCredentials(server.url(), stranger.toString()), "refuses the login");
        }
    }
}
