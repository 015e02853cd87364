package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs: unpacked once from this bundle to {@code bin-<version>} beside the data, and checked at each start.
 *
 * @param home has {@code bin/}, {@code lib/} and {@code share/}
 * @param version such as {@code 18.6.0}
 */
record Binaries(Path home, String version) {

    private static final Logger log = LoggerFactory.getLogger(Binaries.class);
    private static final String LIST = "complete.list";

    /** The directory format that these binaries read and write: PostgreSQL's major version. */
    String major() {
        return version.substring(0, version.indexOf('.'));
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /**
     * Unpacks the binaries unless they are there, whole.
     *
     * @param parent where {@code bin-<version>} goes
     */
    static Binaries unpack(Path parent) throws IOException, ServerException {
        Properties build = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("binaries.properties")) {
            build.load(in);
        }
        String version = build.getProperty("version");
        String platform = build.getProperty("platform");
        requirePlatform(platform);
        Path home = parent.resolve("bin-" + version);
        Binaries binaries = new Binaries(home, version);
        if (binaries.complete()) {
            return binaries;
        }
        Directories.delete(home);
        Path fresh = parent.resolve("bin-" + version + ".new");
        Directories.delete(fresh);
        long start = System.nanoTime();
        try (InputStream packed = Binaries.class.getResourceAsStream("/" + archive(platform))) {
            if (packed == null) {
                throw new ServerException("This package has no PostgreSQL for " + platform + ": set VMS_DB_URL");
            }
            extract(packed, fresh);
        } catch (IOException e) {
            // A full disk gets its room back until the next try.
            Directories.delete(fresh);
            throw e;
        }
        Directories.syncFileSystem(fresh);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(parent);
        log.info("PostgreSQL {} unpacked in {} ms", version, (System.nanoTime() - start) / 1_000_000);
        return binaries;
    }

    private static void requirePlatform(String platform) throws ServerException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch");
        String here = (system.startsWith("linux") ? "linux" : system) + "-"
                + (machine.equals("x86_64") ? "amd64" : machine.equals("aarch64") ? "arm64v8" : machine);
        if (!here.equals(platform)) {
            throw new ServerException("The embedded PostgreSQL of this package is for " + platform + ", not " + here
                    + ": set VMS_DB_URL");
        }
    }

    private static String archive(String platform) {
        return "postgres-" + platform.replace("amd64", "x86_64").replace("arm64v8", "arm_64") + ".txz";
    }

    private static void extract(InputStream packed, Path into) throws IOException {
        List<String> list = new ArrayList<>();
        Directories.createVisible(into);
        TarReader tar = new TarReader(new BufferedInputStream(new XZInputStream(packed), 1 << 16));
        for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarReader.Entry entry = next.get();
            if (forBuildingOnly(entry.name())) {
                continue;
            }
            Path file = into.resolve(entry.name()).normalize();
            if (!file.startsWith(into)) {
                throw new IOException("the archive of the binaries leads outside: " + entry.name());
            }
            if (entry.kind() == TarReader.Kind.DIRECTORY) {
                Directories.createVisible(file);
                continue;
            }
            Directories.createVisible(file.getParent());
            if (entry.kind() == TarReader.Kind.LINK) {
                Files.createSymbolicLink(file, Path.of(entry.target()));
            } else {
                Files.write(file, tar.content(entry));
                Directories.makeVisible(file, entry.executable());
            }
            list.add(entry.size() + " " + entry.name());
        }
        Path written = into.resolve(LIST);
        Files.write(written, list, UTF_8);
        Directories.makeVisible(written, false);
    }

    /** Static libraries and makefiles. */
    private static boolean forBuildingOnly(String name) {
        return name.endsWith(".a") || name.startsWith("lib/pkgconfig/") || name.startsWith("lib/postgresql/pgxs/");
    }

    /** Whether every file is there in its full length. */
    private boolean complete() throws IOException {
        Path list = home.resolve(LIST);
        if (!Files.isRegularFile(list)) {
            return false;
        }
        for (String line : Files.readAllLines(list, UTF_8)) {
            int space = line.indexOf(' ');
            Path file = home.resolve(line.substring(space + 1));
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    || (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && Files.size(file) != Long.parseLong(line.substring(0, space)))) {
                log.warn("PostgreSQL's file {} is damaged: unpacking all anew", file);
                return false;
            }
        }
        return true;
    }
}
