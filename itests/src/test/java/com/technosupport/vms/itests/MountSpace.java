package com.technosupport.vms.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Mounts of its own, which programs that are started within it see and nobody else does (mount_namespaces(7)): disks that can be filled,
 * made read-only and taken away. They go with it, however it ends.
 */
final class MountSpace implements AutoCloseable {

    private final Process holder;

    private MountSpace(Process holder) {
        this.holder = holder;
    }

    /** Skips the test where it may not be made: that takes root, as continuous integration has it. */
    static MountSpace open() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(
                        "unshare", "--mount", "--propagation", "private", "sh", "-c", "echo made; exec sleep 3600")
                .redirectErrorStream(true)
                .start();
        byte[] said = holder.getInputStream().readNBytes(5);
        boolean made = new String(said, StandardCharsets.UTF_8).equals("made\n");
        if (!made) {
            holder.destroyForcibly().waitFor();
        }
        assumeTrue(made, "This user may not mount anything; run the test as root");
        return new MountSpace(holder);
    }

    /** What makes a program run there. */
    List<String> command(String... program) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount", "--target", "" + holder.pid(), "--"));
        command.addAll(List.of(program));
        return command;
    }

    /** Runs a program there. */
    void run(String... program) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(program)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", program) + ": " + said);
        }
    }

    /** A directory or file of it, as seen from here. */
    Path seen(Path there) {
        return Path.of("/proc/" + holder.pid() + "/root" + there);
    }

    /** After all that runs there has ended. */
    @Override
    public void close() throws InterruptedException {
        holder.destroyForcibly().waitFor();
    }
}
