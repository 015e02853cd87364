package com.technosupport.vms.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of others that runs beside a test and ends with it. */
public final class Program implements AutoCloseable {

    private final Process process;
    private final Path output;

    public Program(Path output, List<String> command) throws IOException {
        this.output = output;
        Files.createDirectories(output.getParent());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    public long pid() {
        return process.pid();
    }

    /** What it has said so far. */
    public String said() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("it has ended by itself: " + Files.readString(output));
        }
        return Files.readString(output);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
