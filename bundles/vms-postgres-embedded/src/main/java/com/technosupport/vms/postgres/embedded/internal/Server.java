package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the server, from its start to its end. */
final class Server {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    /** Outside the range that the kernel takes for outgoing connections, so that it stays free over a reboot. */
    private static final int FIRST_PORT = 15432;

    private static final int LAST_PORT = 15631;
    private static final Duration FAST_STOP = Duration.ofSeconds(20);
    private static final Duration HARD_STOP = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 15;
    private static final int LOGS_KEPT = 10;

    /** A line without a client's name before the severity. */
    private static final Pattern LAST_WORDS = Pattern.compile("^[^@]*?\\b(?:FATAL|PANIC):\\s+(.*)$");

    private final Cluster cluster;
    private final int port;
    private final Process process;

    private Server(Cluster cluster, int port, Process process) {
        this.cluster = cluster;
        this.port = port;
        this.process = process;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Starts the server; it is not ready yet.
     *
     * @param wantedPort 0 for the one that it had, or any that is free
     */
    static Server start(Cluster cluster, Binaries binaries, Account account, int wantedPort)
            throws IOException, ServerException {
        Directories.createPrivate(cluster.logs());
        account.own(cluster.logs());
        int port = choosePort(cluster.home().resolve("port"), wantedPort);
        List<String> line = new ArrayList<>();
        // A session of its own: Ctrl-C in the terminal is for this program, which stops the server in its turn.
        line.add("setsid");
        line.addAll(account.command(
                binaries.program("postgres"),
                "-D",
                cluster.data().toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories="));
        return new Server(cluster, port, Command.start(line, startLog(cluster)));
    }

    /** What the server says before its own log is open. */
    private static Path startLog(Cluster cluster) {
        return cluster.home().resolve("start.log");
    }

    private static int choosePort(Path remembered, int wanted) throws IOException, ServerException {
        if (wanted != 0) {
            if (!free(wanted)) {
                throw new ServerException("Port " + wanted + ", which is configured for PostgreSQL, is taken");
            }
            return wanted;
        }
        if (Files.isRegularFile(remembered)) {
            String text = Files.readString(remembered).strip();
            if (text.matches("\\d{4,5}") && Integer.parseInt(text) <= 65535 && free(Integer.parseInt(text))) {
                return Integer.parseInt(text);
            }
        }
        for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
            if (free(port)) {
                Directories.writePrivate(remembered, Integer.toString(port).getBytes(US_ASCII));
                return port;
            }
        }
        throw new ServerException("No port for PostgreSQL is free from " + FIRST_PORT + " to " + LAST_PORT);
    }

    private static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits until the server takes connections. There is no time limit: after a crash it may have much to read again, and
     * stopping it would only make that longer.
     *
     * @throws ServerException when it ends instead
     */
    void awaitReady() throws IOException, ServerException, InterruptedException {
        while (true) {
            Optional<Postmaster> postmaster = Postmaster.read(cluster.data());
            if (postmaster.isPresent()
                    && postmaster.get().pid() == pid()
                    && postmaster.get().ready()) {
                return;
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new ServerException("PostgreSQL ended at its start: " + lastWords());
            }
        }
    }

    /** Waits for the server to end, for as long as given; tells whether it has. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    int status() {
        return process.exitValue();
    }

    /** Why it ended: what the server itself, not one of its clients' processes, said last. */
    String lastWords() throws IOException {
        List<Path> files = new ArrayList<>(logFiles());
        files = new ArrayList<>(files.subList(0, Math.min(1, files.size())));
        files.add(startLog(cluster));
        for (Path file : files) {
            Optional<String> words = Command.tail(file)
                    .lines()
                    .map(LAST_WORDS::matcher)
                    .filter(Matcher::find)
                    .map(line -> line.group(1))
                    .reduce((first, last) -> last);
            if (words.isPresent()) {
                return words.get();
            }
        }
        return "see " + cluster.logs();
    }

    /** The server's logs, newest first: their names have the time. */
    private List<Path> logFiles() throws IOException {
        try (Stream<Path> files = Files.list(cluster.logs())) {
            return files.filter(file -> file.getFileName().toString().startsWith("postgresql-"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** Removes the oldest logs: the server starts new ones by age and size, but never removes any. */
    void pruneLogs() throws IOException {
        List<Path> files = logFiles();
        for (Path old : files.subList(Math.min(LOGS_KEPT, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    /** Stops the server and waits for its end: clients are cut off, what was confirmed is on disk. */
    void stop() throws IOException {
        stop(process.toHandle());
    }

    /**
     * Stops what an earlier process of this program left running when it was killed. It is known by its command line, which
     * names this directory; a stale file that names another program's process is removed, since it would keep the server
     * from starting.
     */
    static void stopOrphan(Cluster cluster) throws IOException, ServerException {
        Optional<Postmaster> postmaster = Postmaster.read(cluster.data());
        Optional<Long> running = postmaster.map(Postmaster::pid).filter(pid -> Postmaster.serves(pid, cluster.data()));
        if (running.isEmpty()) {
            running = Postmaster.find(cluster.data());
        }
        Optional<ProcessHandle> orphan = running.flatMap(ProcessHandle::of);
        if (orphan.isPresent()) {
            log.warn(
                    "Stopping PostgreSQL (process {}), left running by an earlier start that was killed",
                    running.get());
            stop(orphan.get());
            if (orphan.get().isAlive() && Postmaster.serves(orphan.get().pid(), cluster.data())) {
                throw new ServerException(
                        "PostgreSQL from an earlier start (process " + running.get() + ") does not stop");
            }
        } else if (postmaster.isPresent()) {
            log.info("PostgreSQL was not stopped the last time; it recovers by itself");
            Files.deleteIfExists(Postmaster.file(cluster.data()));
        }
    }

    private static void stop(ProcessHandle process) throws IOException {
        long start = System.nanoTime();
        // PostgreSQL's fast shutdown, then its immediate one, which leaves the rest to recovery.
        if (!signal(process, "INT", FAST_STOP) && !signal(process, "QUIT", HARD_STOP)) {
            log.error("PostgreSQL (process {}) does not stop: ending it", process.pid());
            process.destroyForcibly();
            awaitEnd(process, HARD_STOP);
            return;
        }
        log.info("PostgreSQL stopped in {} ms", (System.nanoTime() - start) / 1_000_000);
    }

    /** By a signal: pg_ctl needs the file that an orphan may have lost. The shell has it built in. */
    private static boolean signal(ProcessHandle process, String signal, Duration limit) throws IOException {
        try {
            Command kill =
                    Command.run(List.of("sh", "-c", "kill -" + signal + " " + process.pid()), Duration.ofSeconds(5));
            if (kill.status() != 0 && process.isAlive()) {
                log.warn("PostgreSQL (process {}) could not be told to stop: {}", process.pid(), kill.lastLine());
            }
        } catch (ServerException e) {
            log.warn("PostgreSQL could not be told to stop: {}", e.getMessage());
        }
        return awaitEnd(process, limit);
    }

    /** Looked at often: a process that is not this one's child has no other way to tell its end in time. */
    private static boolean awaitEnd(ProcessHandle process, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                // The end is near, and bounded: the server is not to be left half stopped.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !process.isAlive();
    }
}
