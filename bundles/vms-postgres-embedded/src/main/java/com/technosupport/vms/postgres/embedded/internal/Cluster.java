package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's directory: made once, under another name, and renamed when it is whole, so that a directory called
 * {@code data} either does not exist or holds a database. One that holds a database is never deleted here.
 *
 * @param home {@code dataDirectory/postgres}
 */
record Cluster(Path home) {

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);

    /** The role that owns the server; used to make the other role and its database, and for nothing else. */
    static final String SUPERUSER = "postgres";

    private static final Duration INITDB = Duration.ofMinutes(5);

    Path data() {
        return home.resolve("data");
    }

    /** Server messages, rotated by the server. */
    Path logs() {
        return home.resolve("log");
    }

    /** Whether a database is there. Anything else in its place is an error that the operator has to resolve. */
    boolean exists(Binaries binaries) throws IOException, ServerException {
        Path version = data().resolve("PG_VERSION");
        if (!Files.exists(version)) {
            if (!Directories.isEmpty(data())) {
                throw new ServerException(
                        "The directory " + data()
                                + " holds files but no database. Nothing was changed: restore the database or move the files away");
            }
            return false;
        }
        String major = Files.readString(version, UTF_8).strip();
        if (!major.equals(binaries.major())) {
            throw new ServerException(
                    "The database in " + data() + " was made by PostgreSQL " + major
                            + ", and this version brings PostgreSQL " + binaries.major()
                            + ". Nothing was changed: go back to the version that made it, or set VMS_DB_URL to a server of your own");
        }
        return true;
    }

    /** Makes the database. What an interrupted try left behind is cleared away first. */
    void create(Binaries binaries, Account account, String superuserPassword) throws IOException, ServerException {
        Path fresh = home.resolve("data.new");
        Path passwordFile = home.resolve("initdb.password");
        if (Files.exists(fresh)) {
            log.warn("The first start of PostgreSQL did not finish; it is made anew");
            Directories.delete(fresh);
        }
        long start = System.nanoTime();
        Directories.createPrivate(fresh);
        account.own(fresh);
        Command initdb;
        try {
            Directories.writePrivate(passwordFile, superuserPassword.getBytes(UTF_8));
            account.own(passwordFile);
            initdb = Command.run(
                    account.command(
                            binaries.program("initdb"),
                            "--pgdata=" + fresh,
                            "--username=" + SUPERUSER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            // The server's own C.UTF-8: the order of text never changes with the machine's C library.
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--locale=C",
                            "--data-checksums",
                            "--no-instructions"),
                    INITDB);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        if (initdb.status() != 0) {
            Directories.delete(fresh);
            throw new ServerException("PostgreSQL could not make its database: " + reason(initdb));
        }
        Directories.sync(fresh);
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(home);
        log.info("PostgreSQL's database made in {} ms", (System.nanoTime() - start) / 1_000_000);
    }

    /** The line that names the cause comes before those that tell of the clearing up. */
    private static String reason(Command initdb) {
        return initdb.output()
                .lines()
                .filter(line -> line.contains("error:") || line.contains("FATAL") || line.contains("PANIC"))
                .findFirst()
                .orElseGet(initdb::lastLine)
                .strip();
    }

    /** Writes what this program decides; the operator's own settings go to {@code local.conf} and win. */
    void configure(Account account) throws IOException {
        write(account, "postgresql.conf", settings());
        write(account, "pg_hba.conf", """
                # Written at each start. This machine only, and never without the password.
                host all all 127.0.0.1/32 scram-sha-256
                """);
    }

    private void write(Account account, String name, String content) throws IOException {
        Path file = data().resolve(name);
        byte[] bytes = content.getBytes(UTF_8);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return;
        }
        Directories.writePrivate(file, bytes);
        account.own(file);
    }

    private String settings() {
        return """
                # Written at each start: put settings of your own into local.conf beside this file.

                # Nothing that was confirmed is lost by a crash or a power cut.
                fsync = on
                full_page_writes = on
                synchronous_commit = on
                wal_level = replica
                max_wal_size = 512MB
                min_wal_size = 64MB
                checkpoint_timeout = 5min

                password_encryption = scram-sha-256

                # One machine is shared with the recording of video: modest, and no burst of workers.
                max_connections = 40
                shared_buffers = 96MB
                work_mem = 4MB
                maintenance_work_mem = 64MB
                effective_cache_size = 512MB
                io_method = sync
                max_worker_processes = 4
                max_parallel_workers = 2
                max_parallel_workers_per_gather = 0
                max_parallel_maintenance_workers = 0
                autovacuum_max_workers = 2
                jit = off

                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                default_text_search_config = 'pg_catalog.simple'

                # A frozen client does not hold locks for ever.
                idle_in_transaction_session_timeout = 60s
                client_connection_check_interval = 10s

                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgresql-%%Y%%m%%d-%%H%%M%%S.log'
                log_file_mode = 0600
                log_rotation_age = 1d
                log_rotation_size = 8MB
                log_line_prefix = '%%m [%%p] %%q%%u@%%d '
                log_checkpoints = off
                log_lock_waits = on
                # Values may be secrets: statements are logged without them.
                log_parameter_max_length = 0
                log_parameter_max_length_on_error = 0

                include_if_exists 'local.conf'
                """.formatted(logs().toString().replace("'", "''"));
    }
}
