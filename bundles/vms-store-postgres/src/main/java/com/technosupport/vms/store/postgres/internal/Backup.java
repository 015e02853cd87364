package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operators' data as files: {@code <table>.copy} in PostgreSQL's COPY text format, and {@code manifest.json} with the version
 * of the schema and each table's columns and SHA-256. Taken in again, whole or not at all, into a database without cameras and
 * accounts; columns that were added since get their defaults.
 *
 * @param waiting the directory where a backup to be taken in lies, or not
 */
record Backup(Path waiting) {

    private static final Logger log = LoggerFactory.getLogger(Backup.class);

    /** Referenced ones first. */
    private static final List<String> TABLES = List.of(
            "sites",
            "nvrs",
            "digital_inputs",
            "digital_outputs",
            "cameras",
            "streams",
            "camera_groups",
            "camera_group_members",
            "users",
            "user_cameras",
            "user_groups",
            "recording_policies",
            "backfill_off",
            "privacy_masks",
            "privacy_areas",
            "detection_policies",
            "detection_zones",
            "detector_substitutes",
            "rules",
            "settings",
            "plans",
            "plan_cameras",
            "views",
            "user_preferences",
            "auth_tokens",
            "audit_log");

    private static final String MANIFEST = "manifest.json";

    /** A table in a backup. */
    private record Table(String name, List<String> columns, String sha256) {}

    /** Writes all tables as of one moment; nobody waits for it. */
    static void export(Connection connection, Path directory) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        }
        List<String> entries = new ArrayList<>();
        for (String table : TABLES) {
            List<String> columns = columns(connection, table);
            MessageDigest digest = sha256();
            try (OutputStream out = new BufferedOutputStream(new DigestOutputStream(
                    Files.newOutputStream(directory.resolve(table + ".copy"), StandardOpenOption.CREATE_NEW),
                    digest))) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY " + table + " (" + quoted(columns) + ") TO STDOUT (ENCODING 'UTF8')", out);
            }
            // Names of tables, columns and hexadecimal digits: nothing that JSON would want escaped.
            entries.add("{\"name\":\"" + table + "\",\"sha256\":\""
                    + HexFormat.of().formatHex(digest.digest()) + "\",\"columns\":[\"" + String.join("\",\"", columns)
                    + "\"]}");
        }
        String manifest = "{\"format\":1,\"schema\":" + Migrations.newest() + ",\"tables\":["
                + String.join(",\n  ", entries) + "]}\n";
        // Last, so that what has it is whole.
        Files.writeString(directory.resolve(MANIFEST), manifest, UTF_8, StandardOpenOption.CREATE_NEW);
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT attname FROM pg_attribute
                WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
                """)) {
            statement.setString(1, table);
            List<String> columns = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
            return columns;
        }
    }

    private static String quoted(List<String> columns) {
        return '"' + String.join("\", \"", columns) + '"';
    }

    /**
     * Takes in a backup that waits, if there is one.
     *
     * @throws SchemaException when it cannot be taken in; the database is as it was
     */
    void restore(Origin origin) throws SQLException, SchemaException {
        if (!Files.isRegularFile(waiting.resolve(MANIFEST))) {
            return;
        }
        try (Connection connection = origin.patient().getConnection()) {
            connection.setAutoCommit(false);
            if (!empty(connection)) {
                log.warn("The backup in {} is not taken in: the database holds cameras or accounts", waiting);
                return;
            }
            takeIn(connection);
            connection.commit();
        } catch (IOException e) {
            throw new SchemaException("The backup in " + waiting + " cannot be read: " + e.getMessage(), e);
        } catch (SQLException e) {
            if (Problems.unavailable(e)) {
                throw e;
            }
            throw new SchemaException(
                    "The backup in " + waiting + " does not fit this database (" + Problems.state(e) + ")", e);
        }
        log.info("The backup in {} was taken in", waiting);
        remove();
    }

    private static boolean empty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT NOT EXISTS (SELECT FROM users) AND NOT EXISTS (SELECT FROM cameras)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private void takeIn(Connection connection) throws SQLException, IOException, SchemaException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM sites");
            for (Table table : manifest(connection)) {
                Path file = waiting.resolve(table.name() + ".copy");
                if (!table.sha256().equals(digest(file))) {
                    throw new SchemaException("The backup in " + waiting + " is damaged: " + file.getFileName());
                }
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                    "COPY " + table.name() + " (" + quoted(table.columns())
                                            + ") FROM STDIN (ENCODING 'UTF8')",
                                    in);
                }
            }
            statement.execute("""
                    SELECT setval(pg_get_serial_sequence('audit_log', 'sequence'),
                                  (SELECT coalesce(max(sequence), 0) + 1 FROM audit_log), false)
                    """);
        }
    }

    /** Read by the database, which knows JSON. */
    private List<Table> manifest(Connection connection) throws SQLException, IOException, SchemaException {
        String text = Files.readString(waiting.resolve(MANIFEST), UTF_8);
        List<Table> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT (backup->>'format')::int, (backup->>'schema')::int, entry->>'name', entry->>'sha256',
                       ARRAY(SELECT jsonb_array_elements_text(entry->'columns'))
                FROM (SELECT ?::jsonb AS backup) AS one, jsonb_array_elements(backup->'tables') AS entry
                """)) {
            statement.setString(1, text);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getInt(1) != 1 || row.getInt(2) > Migrations.newest()) {
                        throw new SchemaException("The backup in " + waiting
                                + " was made by a newer version of this program: use that version");
                    }
                    String name = row.getString(3);
                    List<String> columns = List.of((String[]) row.getArray(5).getArray());
                    if (!TABLES.contains(name) || !columns.stream().allMatch(column -> column.matches("[a-z_0-9]+"))) {
                        throw new SchemaException("The backup in " + waiting + " holds a table of no known name");
                    }
                    tables.add(new Table(name, columns, row.getString(4)));
                }
            }
        }
        tables.sort(java.util.Comparator.comparingInt(table -> TABLES.indexOf(table.name())));
        if (tables.stream().map(Table::name).distinct().count() != tables.size()
                || !Set.of("sites", "cameras", "users").stream()
                        .allMatch(name ->
                                tables.stream().anyMatch(table -> table.name().equals(name)))) {
            throw new SchemaException("The backup in " + waiting + " is not whole");
        }
        return tables;
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What was taken in is not needed any more: it is in the database, and in the archive it came from. */
    private void remove() {
        try {
            Path done = waiting.resolveSibling("restore.done");
            Files.move(waiting, done, StandardCopyOption.ATOMIC_MOVE);
            List<Path> files;
            try (Stream<Path> list = Files.list(done)) {
                files = list.toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(done);
        } catch (IOException e) {
            log.warn("What is left of the restored backup beside {} could not be removed: {}", waiting, e.toString());
        }
    }
}
