package com.technosupport.vms.bus.nats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.tck.EventBusContract;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a server that keeps events. */
final class NatsJetStreamTest extends EventBusContract {

    @TempDir
    static Path directory;

    private static NatsServer server;

    @BeforeAll
    static void start() throws Exception {
        server = NatsServer.keeping(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected boolean keepsEvents() {
        return true;
    }

    @Override
    protected EventBus create() throws Exception {
        // What an earlier test left in the stream is not of this one.
        try (Connection connection = Nats.connect(server.url())) {
            JetStreamManagement management = connection.jetStreamManagement();
            if (management.getStreamNames().contains(EventStream.NAME)) {
                management.deleteStream(EventStream.NAME);
            }
        }
        NatsEventBus bus = new NatsEventBus(Settings.impatient(server.url()), Clock.systemUTC());
        assertThat(bus.awaitConnected(Duration.ofSeconds(30))).isTrue();
        assertThat(bus.isKeeping()).isTrue();
        return bus;
    }

    @Override
    protected void destroy(EventBus bus) {
        ((NatsEventBus) bus).close();
    }
}
