package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of an outside program, to its end.
 *
 * @param status its exit status
 * @param output what it wrote, standard output and errors together; the last 8 KiB
 */
record Command(int status, String output) {

    private static final int KEPT = 8192;

    /** The last line that is not empty: where programs say why they failed. */
    String lastLine() {
        return output.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (first, last) -> last);
    }

    /**
     * Runs a program and waits for its end; it is killed when the time is over.
     *
     * @throws ServerException when it is not installed or does not end in time
     */
    static Command run(List<String> line, Duration limit) throws IOException, ServerException {
        Path output = Files.createTempFile("vms-command", ".out");
        try {
            Process process = start(line, output);
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new ServerException(name(line) + " did not end within " + limit.toSeconds() + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerException(name(line) + " was interrupted", e);
            } finally {
                process.destroyForcibly();
            }
            return new Command(process.exitValue(), tail(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /**
     * Starts a program with almost no environment: what this process was given in its own, passwords among it, is not passed
     * on, and the messages are in English.
     */
    static Process start(List<String> line, Path output) throws IOException, ServerException {
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        String path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/sbin:/usr/bin:/sbin:/bin" : path + ":/usr/sbin:/sbin");
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ServerException(name(line) + " could not be run", e);
        }
    }

    /** The end of a text file, for messages. */
    static String tail(Path file) throws IOException {
        byte[] bytes;
        try (var channel = Files.newByteChannel(file)) {
            long size = channel.size();
            channel.position(Math.max(0, size - KEPT));
            var buffer = java.nio.ByteBuffer.allocate(KEPT);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // Reads until the end.
            }
            bytes = java.util.Arrays.copyOf(buffer.array(), buffer.position());
        }
        return new String(bytes, UTF_8);
    }

    private static String name(List<String> line) {
        return Path.of(line.get(0)).getFileName().toString();
    }
}
