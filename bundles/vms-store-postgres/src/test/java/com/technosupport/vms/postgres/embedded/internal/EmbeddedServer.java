package com.technosupport.vms.postgres.embedded.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The embedded server outside a container. */
public final class EmbeddedServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    /** Calls back with each data source when it is there, and with the same one when it goes. */
    public EmbeddedServer(Path dataDirectory, Consumer<DataSource> bind, Consumer<DataSource> unbind) {
        postgres = new EmbeddedPostgres("", dataDirectory, 0, source -> {
            bind.accept(source);
            return () -> unbind.accept(source);
        });
    }

    public static DataSource start(Path dataDirectory, Consumer<EmbeddedServer> toClose) throws Exception {
        CompletableFuture<DataSource> source = new CompletableFuture<>();
        toClose.accept(new EmbeddedServer(dataDirectory, source::complete, gone -> {}));
        return source.get(100, TimeUnit.SECONDS);
    }

    public Optional<String> problem() {
        return postgres.problem();
    }

    @Override
    public void close() {
        postgres.close();
    }
}
