package com.technosupport.vms.recording.internal.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where footage lies. Each volume has a file {@code .vms-volume} with its id at its root, so that it is known wherever it is mounted,
 * and an empty mount point is not taken for it. Safe for use by several threads.
 */
public final class Volumes {

    private static final Logger LOG = LoggerFactory.getLogger(Volumes.class);
    private static final String MARKER = ".vms-volume";
    private static final DateTimeFormatter DIRECTORY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern SIZED = Pattern.compile("(.+):(\\d+)([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE = Pattern.compile("(\\d+)([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final long FAILED_NANOS = 10_000_000_000L;

    /**
     * One volume as it was when it was last looked at.
     *
     * @param id empty while it is away
     * @param keepFree bytes
     * @param free bytes; 0 while it is away
     */
    public record Volume(Path root, Optional<String> id, long keepFree, long free) {

        /** Whether so little is free that nothing more may be written. */
        public boolean full() {
            return free < keepFree / 2;
        }
    }

    private record Configured(Path root, long keepFree) {}

    private final List<Configured> configured = new ArrayList<>();
    private final Path knownFile;
    private final Map<String, Long> failed = new ConcurrentHashMap<>();
    private volatile List<Volume> volumes = List.of();

    /**
     * @param storage as {@code VMS_STORAGE}
     * @throws IllegalArgumentException when it cannot be read
     */
    public Volumes(String storage, String keepFree, Path dataDirectory) {
        long usual = size(keepFree);
        String given = storage.isBlank() ? dataDirectory.resolve("recordings").toString() : storage;
        for (String part : given.split(",")) {
            Matcher sized = SIZED.matcher(part.strip());
            boolean hasSize = sized.matches();
            String root = hasSize ? sized.group(1) : part.strip();
            if (!root.isEmpty()) {
                configured.add(new Configured(
                        Path.of(root).toAbsolutePath().normalize(),
                        hasSize ? size(sized.group(2) + sized.group(3)) : usual));
            }
        }
        this.knownFile = dataDirectory.resolve("recording").resolve("volumes");
    }

    static long size(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size, such as 50G: " + text);
        }
        int shift = 10 * " KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : shift);
    }

    /** Looks at all of them; what is new is made ready. */
    public synchronized void refresh() {
        Map<Path, String> known = known();
        boolean changed = false;
        List<Volume> found = new ArrayList<>();
        for (Configured volume : configured) {
            Optional<String> id = Optional.empty();
            try {
                id = identify(volume.root(), known.get(volume.root()));
                if (id.isPresent() && !id.get().equals(known.put(volume.root(), id.get()))) {
                    changed = true;
                }
            } catch (IOException e) {
                LOG.debug("The volume {} cannot be used", volume.root(), e);
            }
            long free = id.isPresent() ? volume.root().toFile().getUsableSpace() : 0;
            found.add(new Volume(volume.root(), id, volume.keepFree(), free));
        }
        if (changed) {
            remember(known);
        }
        say(found);
        volumes = List.copyOf(found);
    }

    private void say(List<Volume> found) {
        for (int i = 0; i < found.size(); i++) {
            Volume now = found.get(i);
            boolean was = i < volumes.size() && volumes.get(i).id().isPresent();
            if (now.id().isEmpty() && (was || volumes.isEmpty())) {
                LOG.error("The volume {} is away", now.root());
            } else if (now.id().isPresent() && !was) {
                LOG.info("Recording to {}, with {} MiB free", now.root(), now.free() >> 20);
            }
        }
    }

    private static Optional<String> identify(Path root, String known) throws IOException {
        Path marker = root.resolve(MARKER);
        try {
            return Optional.of(
                    UUID.fromString(Files.readString(marker, UTF_8).strip()).toString());
        } catch (NoSuchFileException e) {
            if (known != null) {
                // Not mounted: to begin anew here would fill another disk.
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("not the mark of a volume: " + marker, e);
        }
        Files.createDirectories(root);
        String id = UUID.randomUUID().toString();
        Files.writeString(marker, id + "\n", UTF_8, StandardOpenOption.CREATE_NEW);
        return Optional.of(id);
    }

    private Map<Path, String> known() {
        Map<Path, String> known = new HashMap<>();
        try {
            for (String line : Files.readAllLines(knownFile, UTF_8)) {
                String[] parts = line.split("\t", 2);
                if (parts.length == 2) {
                    known.put(Path.of(parts[1]), parts[0]);
                }
            }
        } catch (NoSuchFileException e) {
            return known;
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", knownFile, e.toString());
        }
        return known;
    }

    private void remember(Map<Path, String> known) {
        StringBuilder text = new StringBuilder();
        known.forEach((root, id) -> text.append(id).append('\t').append(root).append('\n'));
        try {
            StateFile.replace(knownFile, text.toString());
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", knownFile, e.toString());
        }
    }

    public List<Volume> all() {
        return volumes;
    }

    /** The root of a volume that is there. */
    public Optional<Path> root(String id) {
        return volumes.stream()
                .filter(volume -> volume.id().filter(id::equals).isPresent())
                .map(Volume::root)
                .findFirst();
    }

    /** Where a file lies, whether it is there or not; empty while its volume is away. */
    public Optional<Path> file(String volume, String path) {
        return root(volume)
                .map(root -> root.resolve(path).normalize())
                .filter(file -> file.startsWith(root(volume).orElse(file)));
    }

    /** Whether it is there and neither full nor known to fail. */
    public boolean takes(String id) {
        return !hasFailed(id)
                && volumes.stream()
                        .anyMatch(volume -> volume.id().filter(id::equals).isPresent() && !volume.full());
    }

    private boolean hasFailed(String id) {
        Long at = failed.get(id);
        return at != null && System.nanoTime() - at < FAILED_NANOS;
    }

    /** It is left alone for a while. */
    public void failed(String id) {
        failed.put(id, System.nanoTime());
    }

    /**
     * Makes a new file on the volume with most room.
     *
     * @throws IOException when none has any
     */
    public Slot create(StreamKey key, Instant start, long sequence) throws IOException {
        List<Volume> usable = volumes.stream()
                .filter(volume -> volume.id().isPresent()
                        && volume.free() > volume.keepFree()
                        && !hasFailed(volume.id().get()))
                .sorted(Comparator.comparingLong((Volume volume) -> volume.free() - volume.keepFree())
                        .reversed())
                .toList();
        IOException failure = null;
        for (Volume volume : usable) {
            try {
                return create(volume, key, start, sequence);
            } catch (IOException e) {
                failed(volume.id().orElseThrow());
                failure = e;
                LOG.warn("The volume {} fails: {}", volume.root(), e.toString());
            }
        }
        throw failure == null ? new IOException("No volume has room") : failure;
    }

    private static Slot create(Volume volume, StreamKey key, Instant start, long sequence) throws IOException {
        String directory = key.camera() + "/" + DIRECTORY.format(start);
        Files.createDirectories(volume.root().resolve(directory));
        String role = key.role().name().toLowerCase(Locale.ROOT);
        for (long number = sequence; ; number++) {
            String path = directory + "/" + TIME.format(start) + "-" + role + "-" + number + ".mkv";
            Path file = volume.root().resolve(path);
            try {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
                return new Slot(volume.id().orElseThrow(), path, number, file, channel);
            } catch (FileAlreadyExistsException e) {
                LOG.debug("{} exists", file);
            }
        }
    }
}
