package com.technosupport.vms.postgres.embedded.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account that the server runs under. PostgreSQL refuses to run as root, and rightly. Where this process is root (a
 * container, a trial on a server), the server's processes become another account by {@code setpriv}: the owner of the data
 * directory, else {@code vms} or {@code postgres} where they exist. Where that account cannot reach the data directory (below
 * {@code /root}, say), they stay what they are but without any of root's privileges, in a user namespace of their own. What
 * the database was made with is kept to, by the owner of its directory.
 *
 * @param description for the log
 * @param prefix put before a command line
 * @param uid to own what the server writes; empty to leave the owner as it is
 */
record Account(String description, List<String> prefix, OptionalInt uid, int gid) {

    private static final Logger log = LoggerFactory.getLogger(Account.class);
    private static final Duration PROBE = Duration.ofSeconds(20);

    /**
     * Finds the account and tries it.
     *
     * @param home of all that the server has, {@code dataDirectory/postgres}
     * @param data the database's directory, there or not
     */
    static Account choose(Path home, Path data, Binaries binaries) throws IOException, ServerException {
        List<String> failures = new ArrayList<>();
        for (Account account : candidates(home, data)) {
            try {
                Command probe = Command.run(account.command(binaries.program("postgres"), "--version"), PROBE);
                if (probe.status() == 0) {
                    log.debug("PostgreSQL runs as {}", account.description);
                    return account;
                }
                failures.add(account.description + ": " + probe.lastLine());
            } catch (ServerException e) {
                failures.add(account.description + ": " + e.getMessage());
            }
        }
        throw new ServerException("PostgreSQL cannot be run in " + home + " ("
                + String.join("; ", failures)
                + "). Run this program as an ordinary user, or let one reach the data directory.");
    }

    private static List<Account> candidates(Path home, Path data) throws IOException, ServerException {
        int self = uid(Path.of("/proc/self"));
        boolean made = Files.exists(data.resolve("PG_VERSION"));
        if (self != 0) {
            if (made && uid(data) != self) {
                throw new ServerException("The database in " + data + " belongs to another account (number " + uid(data)
                        + "): start this program as that one");
            }
            return List.of(new Account("this account", List.of(), OptionalInt.empty(), 0));
        }
        List<Account> found = new ArrayList<>();
        if (made) {
            if (uid(data) == 0) {
                found.add(unprivilegedRoot());
            } else {
                named(Integer.toString(uid(data))).ifPresent(found::add);
            }
            return found;
        }
        int owner = uid(home.getParent());
        if (owner != 0) {
            named(Integer.toString(owner)).ifPresent(found::add);
        }
        named("vms").ifPresent(found::add);
        named("postgres").ifPresent(found::add);
        found.add(unprivilegedRoot());
        named("nobody").ifPresent(found::add);
        return found;
    }

    /** A user namespace without a mapping: still root's files, none of root's powers; the server sees the account 65534. */
    private static Account unprivilegedRoot() {
        return new Account("root without privileges", List.of("unshare", "--user"), OptionalInt.empty(), 0);
    }

    private static Optional<Account> named(String user) throws IOException {
        try {
            Command uid = Command.run(List.of("id", "-u", user), PROBE);
            Command gid = Command.run(List.of("id", "-g", user), PROBE);
            if (uid.status() != 0 || gid.status() != 0) {
                return Optional.empty();
            }
            int number = Integer.parseInt(uid.lastLine());
            int group = Integer.parseInt(gid.lastLine());
            List<String> prefix =
                    List.of("setpriv", "--reuid=" + number, "--regid=" + group, "--clear-groups", "--no-new-privs");
            return Optional.of(new Account("account " + user, prefix, OptionalInt.of(number), group));
        } catch (ServerException | NumberFormatException e) {
            log.debug("Account {} cannot be looked up", user, e);
            return Optional.empty();
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }

    /** The command line that runs a program under this account. It replaces itself, so that the process id stays. */
    List<String> command(Path program, String... arguments) {
        List<String> line = new ArrayList<>(prefix);
        line.add(program.toString());
        line.addAll(List.of(arguments));
        return line;
    }

    /** Gives a file, or a directory with all that is in it, to this account. */
    void own(Path tree) throws IOException {
        if (uid.isEmpty()) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return give(directory);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                return give(file);
            }
        });
    }

    private FileVisitResult give(Path file) throws IOException {
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:uid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        return FileVisitResult.CONTINUE;
    }
}
