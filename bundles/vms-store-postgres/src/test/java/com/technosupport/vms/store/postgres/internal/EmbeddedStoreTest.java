package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.postgres.embedded.internal.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded server. */
class EmbeddedStoreTest extends StoreContract {

    @TempDir
    static Path directory;

    private static final List<EmbeddedServer> servers = new ArrayList<>();
    private static DataSource source;

    @BeforeAll
    static void start() throws Exception {
        source = EmbeddedServer.start(directory, servers::add);
    }

    @AfterAll
    static void stop() {
        servers.forEach(EmbeddedServer::close);
    }

    @Override
    Database open(Path dataDirectory) {
        Database database = new Database("", "", "", 4, dataDirectory);
        database.bindEmbedded(source);
        return database;
    }

    @Override
    void reset() throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
    }
}
