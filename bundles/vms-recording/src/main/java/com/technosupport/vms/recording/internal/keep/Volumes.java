package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.recording.RecordingStorage.VolumeState;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where footage lies: which volumes are there, which take footage, and how much room they have. One that failed is left alone until it
 * has taken a small file. Safe for use by several threads.
 */
public final class Volumes {

    private static final Logger LOG = LoggerFactory.getLogger(Volumes.class);
    private static final DateTimeFormatter DIRECTORY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** After which a failed volume is tried; doubled where it fails again. */
    private static final long PROBE_NANOS = 5_000_000_000L;

    private static final int MOST_DOUBLINGS = 5;

    /** What happened longer ago says nothing of now. */
    private static final long FORGIVEN_NANOS = 600_000_000_000L;

    private static final long MOST_HEADROOM = 256L << 20;

    /**
     * One volume as it was when it was last looked at.
     *
     * @param id empty while it is away
     * @param keepFree bytes
     * @param free bytes; 0 while it is away
     * @param total bytes; 0 while it is away
     * @param archiveDays how old footage is when it is moved there; empty for a volume that is recorded to
     */
    public record Volume(
            Path root, Optional<String> id, long keepFree, long free, long total, OptionalInt archiveDays) {

        /** Whether it is nearly full: what is written goes on to the next key frame. */
        public boolean low() {
            return free < keepFree;
        }

        /** Whether so little is free that nothing more may be written. */
        public boolean full() {
            return free < keepFree / 2;
        }

        /** What is kept free besides, so that recording does not come to stand at the edge. */
        public long headroom() {
            return Math.max(keepFree / 4, Math.min(MOST_HEADROOM, total / 20));
        }

        /** Whether it may be used again after it was full. */
        boolean hasRoom() {
            return id.isPresent() && free > keepFree + headroom() / 4;
        }

        public boolean isArchive() {
            return archiveDays.isPresent();
        }
    }

    /**
     * @param active until the volume takes something again
     * @param times how often it failed of late
     */
    private record Failure(String detail, long at, long probeAt, int times, boolean active) {}

    private final List<VolumeSetting> settings;
    private final VolumeMarks marks;
    private final LongSupplier nanos;
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    /** Those that were full and have not got enough room since. */
    private final Set<String> filled = ConcurrentHashMap.newKeySet();

    /** Files that are there, or about to be, and that nobody else knows of yet. */
    private final Set<Path> beginning = ConcurrentHashMap.newKeySet();

    private volatile List<Volume> volumes = List.of();

    /**
     * @param storage as {@code VMS_STORAGE}
     * @throws IllegalArgumentException when it cannot be read
     */
    public Volumes(String storage, String keepFree, Path dataDirectory) {
        this(VolumeSetting.parse(storage, keepFree, dataDirectory), dataDirectory, System::nanoTime);
    }

    Volumes(List<VolumeSetting> settings, Path dataDirectory, LongSupplier nanos) {
        this.settings = List.copyOf(settings);
        this.marks = new VolumeMarks(dataDirectory);
        this.nanos = nanos;
    }

    /** Looks at all of them; what is new is made ready, and what had failed is tried. May wait for a disk. */
    public synchronized void refresh() {
        List<Volume> found = new ArrayList<>();
        for (VolumeSetting setting : settings) {
            Optional<String> id = Optional.empty();
            try {
                id = marks.identify(setting.root());
            } catch (IOException e) {
                LOG.debug("The volume {} cannot be used", setting.root(), e);
            }
            found.add(measured(setting, id));
            id.ifPresent(there -> probe(setting.root(), there));
        }
        marks.remember();
        say(found);
        take(found);
    }

    private void take(List<Volume> found) {
        for (Volume volume : found) {
            if (volume.id().isPresent() && volume.low()) {
                filled.add(volume.id().get());
            } else if (volume.hasRoom()) {
                filled.remove(volume.id().orElseThrow());
            }
        }
        volumes = List.copyOf(found);
    }

    private static Volume measured(VolumeSetting setting, Optional<String> id) {
        File root = setting.root().toFile();
        return new Volume(
                setting.root(),
                id,
                setting.keepFree(),
                id.isPresent() ? root.getUsableSpace() : 0,
                id.isPresent() ? root.getTotalSpace() : 0,
                setting.archiveDays());
    }

    private void probe(Path root, String id) {
        Failure failure = failures.get(id);
        long now = nanos.getAsLong();
        if (failure == null) {
            return;
        }
        if (!failure.active()) {
            if (now - failure.at() > FORGIVEN_NANOS) {
                failures.remove(id, failure);
            }
            return;
        }
        if (now - failure.probeAt() < 0) {
            return;
        }
        try {
            VolumeMarks.probe(root);
            failures.replace(
                    id,
                    failure,
                    new Failure(failure.detail(), failure.at(), failure.probeAt(), failure.times(), false));
            LOG.info("The volume {} takes footage again", root);
        } catch (IOException e) {
            LOG.debug("The volume {} still fails", root, e);
            failures.replace(
                    id, failure, new Failure(failure.detail(), failure.at(), now + PROBE_NANOS, failure.times(), true));
        }
    }

    private void say(List<Volume> found) {
        for (int i = 0; i < found.size(); i++) {
            Volume now = found.get(i);
            boolean was = i < volumes.size() && volumes.get(i).id().isPresent();
            if (now.id().isEmpty() && (was || volumes.isEmpty())) {
                LOG.error("The volume {} is away", now.root());
            } else if (now.id().isPresent() && !was) {
                LOG.info(
                        "{} to {}, with {} MiB free",
                        now.isArchive() ? "Moving older footage" : "Recording",
                        now.root(),
                        now.free() >> 20);
            }
        }
    }

    public List<VolumeSetting> settings() {
        return settings;
    }

    /** The one that is configured there. */
    public Optional<Volume> at(Path root) {
        return volumes.stream().filter(volume -> volume.root().equals(root)).findFirst();
    }

    public List<Volume> all() {
        return volumes;
    }

    /** Those that are there. */
    public List<Volume> present() {
        return volumes.stream().filter(volume -> volume.id().isPresent()).toList();
    }

    public Optional<Volume> volume(String id) {
        return volumes.stream()
                .filter(volume -> volume.id().filter(id::equals).isPresent())
                .findFirst();
    }

    /** How it stands with a volume. */
    public VolumeState state(Volume volume) {
        if (volume.id().isEmpty()) {
            return VolumeState.AWAY;
        }
        if (hasFailed(volume.id().get())) {
            return VolumeState.FAILED;
        }
        return volume.low() || filled.contains(volume.id().get()) ? VolumeState.FULL : VolumeState.READY;
    }

    /** Why a volume is not ready; empty when it is. */
    public String detail(Volume volume) {
        return switch (state(volume)) {
            case READY -> "";
            case AWAY -> volume.root() + " is away";
            case FULL -> volume.root() + " is full";
            case FAILED -> {
                Failure failure = failures.get(volume.id().orElse(""));
                yield volume.root() + " fails" + (failure == null ? "" : ": " + failure.detail());
            }
        };
    }

    /** Whether a new file could be begun anywhere. */
    public boolean anyTakes() {
        return volumes.stream().anyMatch(this::isUsable);
    }

    private boolean isUsable(Volume volume) {
        return state(volume) == VolumeState.READY;
    }

    /** Where a file lies, whether it is there or not; empty while its volume is away. */
    public Optional<Path> file(String volume, String path) {
        return volume(volume)
                .map(Volume::root)
                .flatMap(root -> Optional.of(root.resolve(path).normalize()).filter(file -> file.startsWith(root)));
    }

    /** Whether it is there and neither full nor known to fail. */
    public boolean takes(String id) {
        return !hasFailed(id) && volume(id).filter(volume -> !volume.full()).isPresent();
    }

    /** Whether what is written there should go on elsewhere, or stop, at the next key frame. */
    public boolean isLow(String id) {
        return volume(id).filter(Volume::low).isPresent();
    }

    private boolean hasFailed(String id) {
        Failure failure = failures.get(id);
        return failure != null && failure.active();
    }

    /** A volume did not take something: it is left alone until it has taken a small file. One that is full has not failed. */
    public void failed(String id, IOException cause) {
        if (measuredAgain(id).filter(Volume::low).isPresent()) {
            return;
        }
        long now = nanos.getAsLong();
        String detail = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        failures.compute(id, (key, known) -> {
            int times = known == null ? 0 : Math.min(known.times() + (known.active() ? 0 : 1), MOST_DOUBLINGS);
            return new Failure(detail, now, now + (PROBE_NANOS << times), times, true);
        });
    }

    /** Without the lock, which whoever waits for another disk may hold. */
    private Optional<Volume> measuredAgain(String id) {
        List<Volume> again = new ArrayList<>(volumes);
        again.replaceAll(volume -> volume.id().filter(id::equals).isPresent()
                ? new Volume(
                        volume.root(),
                        volume.id(),
                        volume.keepFree(),
                        volume.root().toFile().getUsableSpace(),
                        volume.total(),
                        volume.archiveDays())
                : volume);
        take(again);
        return volume(id);
    }

    /**
     * Makes a new file on the volume with most room; on an archive only where no other takes it. Until {@link #begun} is told,
     * nobody takes it for one that was left behind.
     *
     * @throws IOException when none has any
     */
    public Slot create(StreamKey key, Instant start, long sequence) throws IOException {
        List<Volume> usable = volumes.stream()
                .filter(this::isUsable)
                .sorted(Comparator.comparing(Volume::isArchive)
                        .thenComparing(Comparator.comparingLong((Volume volume) -> volume.free() - volume.keepFree())
                                .reversed()))
                .toList();
        IOException failure = null;
        for (Volume volume : usable) {
            try {
                return create(volume, key, start, sequence);
            } catch (IOException e) {
                failed(volume.id().orElseThrow(), e);
                failure = e;
                LOG.warn("The volume {} fails: {}", volume.root(), e.toString());
            }
        }
        throw failure == null ? new IOException("No volume has room") : failure;
    }

    /** The file of a slot is known as one that is written, or its writer has failed. */
    void begun(Slot slot) {
        beginning.remove(slot.file());
    }

    boolean isBeginning(Path file) {
        return beginning.contains(file);
    }

    private Slot create(Volume volume, StreamKey key, Instant start, long sequence) throws IOException {
        String directory = key.camera() + "/" + DIRECTORY.format(start);
        Files.createDirectories(volume.root().resolve(directory));
        String role = key.role().name().toLowerCase(Locale.ROOT);
        for (long number = sequence; ; number++) {
            String path = directory + "/" + TIME.format(start) + "-" + role + "-" + number + ".mkv";
            Path file = volume.root().resolve(path);
            boolean made = false;
            beginning.add(file); // before somebody can see it
            try {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
                made = true;
                return new Slot(volume.id().orElseThrow(), path, number, file, channel);
            } catch (FileAlreadyExistsException e) {
                LOG.debug("{} exists", file);
            } finally {
                if (!made) {
                    beginning.remove(file);
                }
            }
        }
    }
}
