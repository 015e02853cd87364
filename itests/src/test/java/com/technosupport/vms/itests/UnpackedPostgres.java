package com.technosupport.vms.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's programs as the first server of a run has unpacked them. Those after it begin with them, by hard links: that spares
 * each of them the seconds in which it would unpack the same again.
 */
final class UnpackedPostgres {

    private static final Path KEPT = Path.of("target/unpacked").toAbsolutePath();

    private UnpackedPostgres() {}

    /** Before a first start; does nothing where a server has been already. */
    static void lend(Path data) throws IOException {
        Path own = data.resolve("postgres");
        Optional<Path> programs = programs(KEPT);
        if (programs.isPresent() && Files.notExists(own)) {
            Files.createDirectory(
                    own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            link(programs.get(), own);
        }
    }

    /** When the server is ready. */
    static void keep(Path data) throws IOException {
        Optional<Path> programs = programs(data.resolve("postgres"));
        if (programs.isPresent() && programs(KEPT).isEmpty()) {
            Path fresh = Files.createTempDirectory(KEPT.getParent(), "unpacked");
            link(programs.get(), fresh);
            Files.move(fresh, KEPT, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Optional<Path> programs(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return Optional.empty();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith("bin-") && !name.endsWith(".new");
                    })
                    .findFirst();
        }
    }

    private static void link(Path programs, Path into) throws IOException {
        Process copy = new ProcessBuilder(List.of("cp", "-al", programs.toString(), into.toString()))
                .inheritIO()
                .start();
        try {
            if (copy.waitFor() != 0) {
                throw new IOException(programs + " could not be linked into " + into);
            }
        } catch (InterruptedException e) {
            copy.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
