package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordedStreams;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.WeeklySlot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy on disk from which recording policies are known when the database is away at the start, so that what is to be recorded is.
 * One line a camera, with tabs between. Nothing in it is secret.
 */
final class LastKnownPolicies {

    private static final Logger log = LoggerFactory.getLogger(LastKnownPolicies.class);
    private static final int FIELDS = 10;

    private final Path file;
    private boolean behind;

    LastKnownPolicies(Path dataDirectory) {
        this.file = dataDirectory.resolve("last-known").resolve("recording-policies");
    }

    /** What was last written; lines that cannot be read are left out. */
    Map<CameraId, RecordingPolicy> read() {
        Map<CameraId, RecordingPolicy> policies = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, UTF_8)) {
                try {
                    String[] fields = line.split("\t", -1);
                    policies.put(CameraId.parse(fields[0]), policy(fields));
                } catch (IllegalArgumentException | VmsException e) {
                    log.warn("A line of {} is no policy and is left out", file);
                }
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            log.error("The last-known copy of the recording policies ({}) cannot be read: {}", file, e.toString());
        }
        return Map.copyOf(policies);
    }

    private static RecordingPolicy policy(String[] fields) {
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a policy");
        }
        return new RecordingPolicy(
                RecordingMode.valueOf(fields[1]),
                fields[2].isEmpty()
                        ? List.of()
                        : Arrays.stream(fields[2].split(";"))
                                .map(WeeklySlot::parse)
                                .toList(),
                RecordedStreams.valueOf(fields[3]),
                Duration.ofMillis(Long.parseLong(fields[4])),
                Duration.ofMillis(Long.parseLong(fields[5])),
                Duration.ofMillis(Long.parseLong(fields[6])),
                Long.parseLong(fields[7]),
                fields[8].isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(fields[8])),
                fields[9].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[9])));
    }

    private static String line(CameraId camera, RecordingPolicy policy) {
        return String.join(
                "\t",
                camera.toString(),
                policy.mode().name(),
                policy.schedule().stream().map(WeeklySlot::text).collect(Collectors.joining(";")),
                policy.stream().name(),
                Long.toString(policy.preRoll().toMillis()),
                Long.toString(policy.postRoll().toMillis()),
                Long.toString(policy.segment().toMillis()),
                Long.toString(policy.segmentBytes()),
                policy.retentionDays().isPresent()
                        ? Integer.toString(policy.retentionDays().getAsInt())
                        : "",
                policy.retentionBytes().isPresent()
                        ? Long.toString(policy.retentionBytes().getAsLong())
                        : "");
    }

    /** Replaces the copy whole. A failure is logged, once until it works again: what it is a copy of is stored all the same. */
    void write(Map<CameraId, RecordingPolicy> policies) {
        String text = policies.entrySet().stream()
                .map(entry -> line(entry.getKey(), entry.getValue()) + "\n")
                .sorted()
                .collect(Collectors.joining());
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling("recording-policies.new");
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            behind = false;
        } catch (IOException e) {
            if (!behind) {
                log.error(
                        "The last-known copy of the recording policies ({}) cannot be written: {}", file, e.toString());
            }
            behind = true;
        }
    }
}
