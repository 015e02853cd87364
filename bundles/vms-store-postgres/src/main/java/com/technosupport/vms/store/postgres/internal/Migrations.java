package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * Brings the schema up to date. The migrations are named here rather than looked for, which would depend on how a container
 * shows a bundle's files. Each {@code V} has its {@code U} beside it, which takes it back; those are run by hand, since taking
 * back loses data (the row of the version in {@code flyway_schema_history} is to be deleted with it).
 */
final class Migrations {

    static final String FOLDER = "/db/migration/";

    /** In their order. What was released is never changed: its checksum is in every database. */
    static final List<String> NAMES = List.of(
            "V1__cameras.sql",
            "V2__users.sql",
            "V3__audit_log.sql",
            "V4__nvrs.sql",
            "V5__camera_groups.sql",
            "V6__recordings.sql",
            "V7__events.sql",
            "V8__rules.sql",
            "V9__detection.sql",
            "V10__retention.sql",
            "V12__backfill.sql",
            "V13__privacy_masks.sql",
            "V14__alarm_revisions.sql",
            "V15__alarm_events.sql",
            "V16__detection_edge.sql",
            "V17__detector_substitutes.sql",
            "V19__views.sql",
            "V20__plans.sql");

    private static final int OLDEST_SERVER = 14;
    private static final Set<MigrationState> MADE_BY_A_NEWER_VERSION =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private Migrations() {}

    /**
     * Brings the schema up to date, in one transaction a step. Two programs that do so at one time wait for each other.
     *
     * @throws SQLException when the database cannot be reached
     * @throws SchemaException when it can, but its schema is not to be used
     */
    static void run(Origin origin, ZoneId zone) throws SQLException, SchemaException {
        try (Connection connection = origin.source().getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_SERVER) {
                throw new SchemaException(
                        "PostgreSQL " + version + " is too old: " + OLDEST_SERVER + " or newer is needed");
            }
        }
        try {
            // Its own loader, not the thread's: in a container they differ.
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(origin.patient())
                    .resourceProvider(new Listed())
                    .javaMigrationClassProvider(List::of)
                    .placeholders(Map.of("timeZone", zone.getId()))
                    .connectRetries(0)
                    .cleanDisabled(true)
                    .loggers("slf4j")
                    .load();
            MigrationInfo[] all = flyway.info().all();
            if (Arrays.stream(all).anyMatch(step -> MADE_BY_A_NEWER_VERSION.contains(step.getState()))) {
                throw new SchemaException("The database at " + origin.description()
                        + " was made by a newer version of this program. Nothing was changed: use that version");
            }
            flyway.migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql && Problems.unavailable(sql)) {
                    throw sql;
                }
            }
            throw new SchemaException(
                    "The schema of the database at " + origin.description() + " could not be brought up to date: "
                            + sentence(e),
                    e);
        }
    }

    /** Flyway's messages go over many lines, with the statement; the first lines say what is wrong. */
    private static String sentence(FlywayException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return String.join(
                " ",
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.matches("-+"))
                        .limit(3)
                        .toList());
    }

    /** The version that the last step brings the schema to. */
    static int newest() {
        String last = NAMES.get(NAMES.size() - 1);
        return Integer.parseInt(last.substring(1, last.indexOf("__")));
    }

    static String text(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(FOLDER + name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Listed implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            return NAMES.contains(name) ? new Step(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return NAMES.stream()
                    .filter(name ->
                            name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(Step::new)
                    .toList();
        }
    }

    private static final class Step extends LoadableResource {

        private final String name;

        Step(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            return new StringReader(text(name));
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
