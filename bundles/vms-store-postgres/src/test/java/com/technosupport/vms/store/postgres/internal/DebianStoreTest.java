package com.technosupport.vms.store.postgres.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a server that was configured. */
class DebianStoreTest extends StoreContract {

    @TempDir
    static Path directory;

    private static DebianServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new DebianServer(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Database open(Path dataDirectory) {
        return new Database(server.url(), DebianServer.USER, DebianServer.PASSWORD, 4, dataDirectory);
    }

    @Override
    void reset() throws Exception {
        server.reset();
    }
}
