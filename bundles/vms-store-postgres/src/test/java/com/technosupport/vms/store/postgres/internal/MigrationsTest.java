package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema's way up and down. */
class MigrationsTest {

    @TempDir
    Path directory;

    @Test
    void everyFileOfTheFolderIsKnownAndHasItsWayBack() throws Exception {
        List<String> found;
        try (Stream<Path> files = Files.list(
                Path.of(Migrations.class.getResource(Migrations.FOLDER).toURI()))) {
            found = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        List<String> expected = new ArrayList<>(Migrations.NAMES);
        Migrations.NAMES.forEach(name -> expected.add("U" + name.substring(1)));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        List<Integer> versions = Migrations.NAMES.stream()
                .map(name -> Integer.valueOf(name.substring(1, name.indexOf("__"))))
                .toList();
        assertThat(versions).isSorted().doesNotHaveDuplicates().startsWith(1);
        assertThat(Migrations.newest()).isEqualTo(versions.get(versions.size() - 1));
    }

    @Test
    void eachStepCanBeTakenBackAndTakenAgain() throws Exception {
        try (DebianServer server = new DebianServer(directory)) {
            Origin origin = Origin.of(server.url(), DebianServer.USER, DebianServer.PASSWORD);
            Migrations.run(origin, ZoneId.of("Europe/Berlin"));
            List<String> schema = schema(server);
            assertThat(schema).contains("cameras.device_key text", "streams.role text", "audit_log.sequence bigint");
            assertThat(schema.toString()).doesNotContain("null");
            assertThat(one(server, "SELECT time_zone FROM sites")).isEqualTo("Europe/Berlin");
            List<String> back = new ArrayList<>(Migrations.NAMES);
            Collections.reverse(back);
            for (int down = 1; down <= back.size(); down++) {
                for (String name : back.subList(0, down)) {
                    server.execute(Migrations.text("U" + name.substring(1)));
                    server.execute("DELETE FROM flyway_schema_history WHERE script = '" + name + "'");
                }
                if (down == back.size()) {
                    assertThat(schema(server)).allMatch(column -> column.startsWith("flyway_schema_history."));
                    assertThat(one(
                                    server,
                                    "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
                                            + " WHERE nspname = 'public'"))
                            .isEqualTo("0");
                }
                Migrations.run(origin, ZoneId.of("Europe/Berlin"));
                assertThat(schema(server)).isEqualTo(schema);
            }
        }
    }

    private static List<String> schema(DebianServer server) throws Exception {
        try (Connection connection = server.connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT table_name || '.' || column_name || ' ' || data_type"
                                + " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1")) {
            List<String> columns = new ArrayList<>();
            while (row.next()) {
                columns.add(row.getString(1));
            }
            return columns;
        }
    }

    private static String one(DebianServer server, String query) throws Exception {
        try (Connection connection = server.connect();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
