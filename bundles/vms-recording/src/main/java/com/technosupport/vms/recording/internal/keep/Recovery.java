package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.matroska.MatroskaEnding;
import com.technosupport.vms.recording.internal.matroska.MatroskaFile;
import com.technosupport.vms.recording.internal.matroska.SegmentLabel;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start finds on the volumes, without the database: the files that a killed process left open are ended, and where the footage of
 * each stream ends is found. Nothing is deleted but files without a single picture.
 */
public final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Pattern NAME = Pattern.compile("\\d{6}-(main|sub)-(\\d{1,18})\\.mkv");

    /** A segment lasts an hour at most, so that those which were open are of these days. */
    private static final int DAYS = 2;

    /**
     * Where a stream's footage ends.
     *
     * @param sequence the highest
     */
    public record Tail(Instant end, long sequence) {}

    /** A file's name read. */
    record Named(String volume, Path root, Path file, StreamKey key, long sequence) {

        /** As it stands in the index. */
        String path() {
            return root.relativize(file).toString().replace('\\', '/');
        }
    }

    private final Volumes volumes;

    public Recovery(Volumes volumes) {
        this.volumes = volumes;
    }

    /**
     * Ends what was left open.
     *
     * @param found gets every segment that was ended
     * @return the tail of each stream
     */
    public Map<StreamKey, Tail> run(List<Entry> found) {
        Map<StreamKey, Tail> tails = new HashMap<>();
        for (Volumes.Volume volume : volumes.all()) {
            volume.id().ifPresent(id -> {
                for (Path camera : children(volume.root(), Files::isDirectory)) {
                    days(camera).limit(DAYS).forEach(day -> day(id, volume.root(), day, found, tails));
                }
            });
        }
        List<Entry> fitting = fitted(found);
        found.clear();
        found.addAll(fitting);
        return tails;
    }

    /** How long the last picture was shown is a guess: none is shown beyond the beginning of the next segment. */
    static List<Entry> fitted(List<Entry> entries) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing((Entry entry) -> entry.segment().start()));
        for (int i = 0; i < sorted.size(); i++) {
            StoredSegment segment = sorted.get(i).segment();
            Optional<Instant> next = sorted.stream()
                    .skip(i + 1L)
                    .map(Entry::segment)
                    .filter(other -> other.camera().equals(segment.camera()) && other.role() == segment.role())
                    .map(StoredSegment::start)
                    .findFirst();
            if (next.isPresent() && segment.end().orElseThrow().isAfter(next.get())) {
                sorted.set(
                        i,
                        new Entry(endingAt(segment, next.get()), sorted.get(i).keyFrames()));
            }
        }
        return sorted;
    }

    static StoredSegment endingAt(StoredSegment segment, Instant end) {
        return new StoredSegment(
                segment.id(),
                segment.camera(),
                segment.role(),
                segment.sequence(),
                segment.start(),
                Optional.of(end),
                segment.volume(),
                segment.path(),
                segment.bytes(),
                segment.codec(),
                segment.locked(),
                State.CLOSED,
                segment.origin());
    }

    private static void day(String volume, Path root, Path day, List<Entry> found, Map<StreamKey, Tail> tails) {
        List<Named> files = named(volume, root, day);
        for (Named named : files) {
            tails.merge(
                    named.key(),
                    new Tail(Instant.EPOCH, named.sequence()),
                    (a, b) -> new Tail(later(a.end(), b.end()), Math.max(a.sequence(), b.sequence())));
        }
        // Names begin with the time: the newest of each role is the last.
        Map<StreamKey, Named> newest = new HashMap<>();
        files.forEach(named -> newest.put(named.key(), named));
        for (Named named : files) {
            try {
                boolean last = named.equals(newest.get(named.key()));
                if (!last && isFinished(named.file())) {
                    continue;
                }
                boolean wasFinished = isFinished(named.file());
                Optional<Entry> entry = end(named);
                if (!wasFinished) {
                    entry.ifPresent(found::add);
                }
                entry.flatMap(ended -> ended.segment().end())
                        .ifPresent(end -> tails.merge(
                                named.key(),
                                new Tail(end, named.sequence()),
                                (a, b) -> new Tail(later(a.end(), b.end()), Math.max(a.sequence(), b.sequence()))));
            } catch (IOException e) {
                LOG.warn("{} cannot be read and is left as it is: {}", named.file(), e.toString());
            }
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** The length of the segment is the last that is written; it stands within the first kilobyte. */
    private static boolean isFinished(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return MatroskaFile.isFinished(channel);
        }
    }

    /**
     * Ends a file where that is needed, and says what is in it.
     *
     * @return empty where there was nothing in it, and it is gone
     */
    static Optional<Entry> end(Named named) throws IOException {
        if (Files.size(named.file()) == 0) {
            Files.delete(named.file());
            return Optional.empty();
        }
        MatroskaFile content = MatroskaEnding.end(named.file());
        if (content.label().isEmpty() || content.keyFrames().size() == 0) {
            LOG.warn("{} has no picture and is deleted", named.file());
            Files.delete(named.file());
            return Optional.empty();
        }
        if (!content.finished()) {
            LOG.info("{} was left open, and is ended at its last picture", named.file());
        }
        SegmentLabel label = content.label().get();
        return Optional.of(new Entry(
                new StoredSegment(
                        label.id(),
                        label.camera(),
                        label.role(),
                        label.sequence(),
                        label.start(),
                        Optional.of(label.start().plus(content.milliseconds(), ChronoUnit.MILLIS)),
                        named.volume(),
                        named.path(),
                        Files.size(named.file()),
                        content.codec(),
                        false,
                        State.CLOSED,
                        label.origin()),
                Optional.of(content.keyFrames())));
    }

    /** A camera's days, newest first. */
    static Stream<Path> days(Path camera) {
        return children(camera, Files::isDirectory).stream()
                .flatMap(year -> children(year, Files::isDirectory).stream())
                .flatMap(month -> children(month, Files::isDirectory).stream())
                .sorted(Comparator.reverseOrder());
    }

    /** The files of a day that have a name of ours, in order of time. */
    static List<Named> named(String volume, Path root, Path day) {
        List<Named> files = new ArrayList<>();
        for (Path file : children(day, Files::isRegularFile)) {
            Matcher matcher = NAME.matcher(file.getFileName().toString());
            Path camera = root.relativize(day).getName(0);
            if (matcher.matches()) {
                try {
                    StreamKey key = new StreamKey(
                            CameraId.parse(camera.toString()),
                            StreamRole.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)));
                    files.add(new Named(volume, root, file, key, Long.parseLong(matcher.group(2))));
                } catch (VmsException e) {
                    LOG.debug("{} is no camera's", day);
                }
            }
        }
        files.sort(Comparator.comparing(
                        (Named named) -> named.file().getFileName().toString().substring(0, 6))
                .thenComparing(Named::sequence));
        return files;
    }

    static List<Path> children(Path directory, Predicate<Path> which) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(which).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", directory, e.toString());
            return List.of();
        }
    }
}
