package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} in a database's directory says of the server that wrote it (PostgreSQL's {@code pidfile.h}).
 *
 * @param pid of a process that was the server once; it may be gone, or another program's by now
 * @param ready whether it takes connections
 */
record Postmaster(long pid, boolean ready) {

    private static final int PID_LINE = 0;
    private static final int STATUS_LINE = 7;

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Empty where there is no file, or one that is just being written. */
    static Optional<Postmaster> read(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readString(file(data), UTF_8).lines().toList();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.get(PID_LINE).matches("\\d{1,10}")) {
            return Optional.empty();
        }
        boolean ready =
                lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
        return Optional.of(new Postmaster(Long.parseLong(lines.get(PID_LINE)), ready));
    }

    /** Whether a process is a server on this directory: numbers are used again, so the number alone says nothing. */
    static boolean serves(long pid, Path data) {
        String[] arguments;
        try {
            arguments = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), ISO_8859_1)
                    .split("\0");
        } catch (IOException e) {
            return false;
        }
        if (!arguments[0].equals("postgres") && !arguments[0].endsWith("/postgres")) {
            return false;
        }
        String directory = new String(data.toString().getBytes(UTF_8), ISO_8859_1);
        for (int i = 1; i + 1 < arguments.length; i++) {
            if (arguments[i].equals("-D") && arguments[i + 1].equals(directory)) {
                return true;
            }
        }
        return false;
    }

    /** A server on this directory, whatever its file says. */
    static Optional<Long> find(Path data) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (serves(pid, data)) {
                    return Optional.of(pid);
                }
            }
        }
        return Optional.empty();
    }
}
