package com.technosupport.vms.postgres.embedded.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An embedded server with what it published. */
final class Running implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(100);

    final AtomicReference<DataSource> published = new AtomicReference<>();
    final EmbeddedPostgres postgres;

    Running(Path dataDirectory) {
        this("", dataDirectory, 0);
    }

    Running(String dbUrl, Path dataDirectory, int port) {
        postgres = new EmbeddedPostgres(dbUrl, dataDirectory, port, source -> {
            published.set(source);
            return () -> published.set(null);
        });
    }

    Running awaitReady() throws Exception {
        Await.until(
                () -> postgres.problem().orElse("ready, but nothing published"),
                PATIENCE,
                () -> published.get() != null && postgres.problem().isEmpty());
        return this;
    }

    String awaitProblem(String containing) throws Exception {
        Await.until(
                () -> "problem is " + postgres.problem(),
                PATIENCE,
                () -> postgres.problem().orElse("").contains(containing));
        return postgres.problem().orElseThrow();
    }

    PGSimpleDataSource source() {
        return (PGSimpleDataSource) published.get();
    }

    String query(String sql) throws SQLException {
        try (Connection connection = published.get().getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
