package com.technosupport.vms.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {

    @TempDir
    Path directory;

    private Spool open() throws IOException {
        return new Spool(directory, 100_000, 1_000);
    }

    private static byte[] record(int number) {
        return ("record " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> records(int from, int to) {
        return IntStream.range(from, to).mapToObj(SpoolTest::record).toList();
    }

    /** Takes all that is there. */
    private static List<String> drain(Spool spool) throws IOException {
        List<String> found = new ArrayList<>();
        while (!spool.isEmpty()) {
            Spool.Batch batch = spool.peek(7);
            batch.contents().forEach(content -> found.add(new String(content, StandardCharsets.UTF_8)));
            spool.taken(batch);
        }
        return found;
    }

    private static List<String> texts(int from, int to) {
        return records(from, to).stream()
                .map(content -> new String(content, StandardCharsets.UTF_8))
                .toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatIsAddedIsTakenInItsOrderOverManyFiles() throws Exception {
        try (Spool spool = open()) {
            for (int i = 0; i < 500; i += 10) {
                spool.append(records(i, i + 10));
            }
            assertThat(files().size()).isGreaterThan(5);
            assertThat(spool.records()).isEqualTo(500);
            assertThat(drain(spool)).isEqualTo(texts(0, 500));
            assertThat(files()).isEmpty();
            assertThat(spool.bytes()).isZero();
            spool.append(records(0, 1));
            assertThat(drain(spool)).isEqualTo(texts(0, 1));
        }
    }

    @Test
    void whatWasNotTakenComesAgainAfterACrash() throws Exception {
        // Not closed, as when the server is killed.
        Spool killed = open();
        killed.append(records(0, 300));
        killed.append(records(300, 310));
        Spool.Batch batch = killed.peek(5);
        killed.taken(batch);
        try (Spool spool = open()) {
            assertThat(spool.records()).isEqualTo(310);
            spool.append(records(310, 320));
            assertThat(drain(spool)).isEqualTo(texts(0, 320));
        }
    }

    @Test
    void aRecordThatWasBeingWrittenIsCutOffWhereverTheEndIs() throws Exception {
        try (Spool spool = open()) {
            spool.append(records(0, 3));
        }
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        int last = whole.length - record(2).length - 8;
        for (int length = last + 1; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (Spool spool = open()) {
                assertThat(spool.records()).isEqualTo(2);
                spool.append(records(3, 4));
                assertThat(drain(spool)).containsExactly("record 0", "record 1", "record 3");
            }
        }
    }

    @Test
    void damageIsFoundAndNothingElseIsTakenForARecord() throws Exception {
        try (Spool spool = open()) {
            spool.append(records(0, 50));
        }
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, damaged);
            try (Spool spool = open()) {
                List<String> found = drain(spool);
                assertThat(found).hasSizeLessThan(50);
                assertThat(found).isEqualTo(texts(0, found.size()));
            }
        }
    }

    @Test
    void itIsBounded() throws Exception {
        try (Spool spool = new Spool(directory, 200, 1_000)) {
            spool.append(records(0, 5));
            assertThatThrownBy(() -> spool.append(records(5, 20)))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
            assertThat(drain(spool)).isEqualTo(texts(0, 5));
            spool.append(records(5, 10));
            assertThat(drain(spool)).isEqualTo(texts(5, 10));
        }
    }
}
