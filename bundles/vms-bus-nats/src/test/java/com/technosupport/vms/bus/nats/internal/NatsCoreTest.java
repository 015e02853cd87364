package com.technosupport.vms.bus.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.tck.EventBusContract;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a server that keeps nothing. */
final class NatsCoreTest extends EventBusContract {

    @TempDir
    static Path directory;

    private static NatsServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new NatsServer(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected EventBus create() throws Exception {
        NatsEventBus bus = new NatsEventBus(Settings.impatient(server.url()), Clock.systemUTC());
        assertThat(bus.awaitConnected(Duration.ofSeconds(30))).isTrue();
        return bus;
    }

    @Override
    protected void destroy(EventBus bus) {
        ((NatsEventBus) bus).close();
    }
}
