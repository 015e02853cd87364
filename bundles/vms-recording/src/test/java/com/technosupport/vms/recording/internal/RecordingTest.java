package com.technosupport.vms.recording.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Footage;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingVerification.Report;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.SiteStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording as a whole, on one camera: its index, its gaps, and what a start finds. */
class RecordingTest {

    @TempDir
    Path data;

    private final OneCamera camera = new OneCamera();
    private final MemoryStore store = new MemoryStore();
    private final Clip clip = Clip.simulated("yard-sub", 640, 360, 200);
    private Recording recording;
    private FootageReader reader;

    @BeforeEach
    void start() {
        store.policies.put(OneCamera.ID, policy(RecordingMode.CONTINUOUS));
        open();
    }

    @AfterEach
    void stop() {
        recording.close();
    }

    private void open() {
        open(Clock.systemUTC());
    }

    private void open(Clock clock) {
        recording = new Recording(settings(data.toString()), camera, camera, store, new OneSite(), clock);
        reader = new FootageReader(
                store, recording.index(), recording.finisher(), recording.volumes(), new NoLog(), Clock.systemUTC());
    }

    private static RecordingPolicy policy(RecordingMode mode) {
        RecordingPolicy usual = RecordingPolicy.DEFAULT;
        return new RecordingPolicy(
                mode,
                usual.schedule(),
                usual.stream(),
                usual.preRoll(),
                usual.postRoll(),
                usual.segment(),
                usual.segmentBytes(),
                usual.retentionDays(),
                usual.retentionBytes());
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            Thread.sleep(20);
        }
    }

    /** Packets that arrive now, as fast as they are sent. */
    private List<Packet> now(int from, int to) {
        long shift = Duration.between(clip.packets().get(from).arrival(), Instant.now())
                .toMillis();
        List<Packet> packets = new ArrayList<>();
        clip.packets().subList(from, to).forEach(packet -> packets.add(Clip.moved(packet, 0, shift)));
        return packets;
    }

    private Footage footage() {
        return reader.footage(
                OneCamera.ID, StreamRole.MAIN, Instant.EPOCH, Instant.now().plusSeconds(3600), 100);
    }

    private void recordAll() throws InterruptedException {
        await("a recorder", camera::hasReader);
        camera.start(clip.format());
        camera.send(now(0, 200));
        await("footage", () -> !footage().segments().isEmpty() && length() >= 7_000);
    }

    private long length() {
        RecordedSegment last = footage().segments().get(footage().segments().size() - 1);
        return Duration.between(last.start(), last.end()).toMillis();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".mkv")).toList();
        }
    }

    @Test
    void anOpenSegmentIsReadAsFarAsItIsSafe() throws Exception {
        recordAll();
        RecordedSegment segment = footage().segments().get(0);
        assertThat(segment.open()).isTrue();
        assertThat(Player.play(reader.file(segment.id())).times()).hasSizeGreaterThan(150);
        assertThat(reader.keyFrames(segment.id()).size()).isPositive();
        assertThat(files()).singleElement().asString().matches(".*/\\d{4}/\\d\\d/\\d\\d/\\d{6}-main-1\\.mkv");
    }

    @Test
    void aStopEndsAndIndexesAndTheNextRunExplainsTheTimeBetween() throws Exception {
        recordAll();
        recording.close();
        assertThat(store.unfinished()).isEmpty();
        assertThat(store.sealed()).isEqualTo(1);
        assertThat(Player.play(files().get(0)).times()).hasSize(200);
        open();
        await("the gap", () -> footage().gaps().stream().anyMatch(gap -> gap.cause() == Cause.SERVER_DOWN));
        await("a recorder", camera::hasReader);
        assertThat(footage().segments()).hasSize(1);
    }

    @Test
    void theTimeThatFilesTakeToBeMendedIsExplainedToo() throws Exception {
        recordAll();
        camera.interrupt();
        recording.close();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(20));
        Clock mended = Clock.offset(later, Duration.ofSeconds(60));
        Thread starting = Thread.currentThread();
        open(new Clock() {
            @Override
            public Instant instant() {
                return (Thread.currentThread() == starting ? later : mended).instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
        Instant end = footage().segments().get(0).end();
        await(
                "what is missing now",
                () -> footage().gaps().stream().anyMatch(gap -> gap.to().isEmpty())
                        && footage().gaps().stream().anyMatch(gap -> gap.cause() == Cause.SERVER_DOWN));
        Instant explained = end;
        for (RecordingGap gap : footage().gaps()) {
            if (gap.to().map(end::isBefore).orElse(true)) {
                assertThat(gap.from()).as("%s", footage()).isBeforeOrEqualTo(explained.plusMillis(300));
                explained = gap.to().orElse(Instant.MAX);
            }
        }
        assertThat(explained).isEqualTo(Instant.MAX);
    }

    @Test
    void aFileThatWasLeftOpenIsEndedAndIndexed() throws Exception {
        recordAll();
        Path file = files().get(0);
        Path copy = Files.copy(file, data.resolve("copy"));
        RecordedSegment open = footage().segments().get(0);
        recording.close();
        // As a kill would have left it: the row is open, and the last cluster is torn.
        byte[] bytes = Files.readAllBytes(copy);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
        store.forget(List.of(open.id()));
        open();
        await("the segment", () -> footage().segments().stream().anyMatch(segment -> !segment.open()));
        RecordedSegment found = footage().segments().get(0);
        assertThat(found.id()).isEqualTo(open.id());
        assertThat(found.start()).isEqualTo(open.start());
        assertThat(Player.play(file).times()).hasSizeGreaterThan(120);
        Report report = recording.verify();
        assertThat(report.problems()).isEmpty();
        assertThat(report.mended()).isEmpty();
    }

    @Test
    void recordingGoesOnWhileTheDatabaseIsAway() throws Exception {
        store.away = true;
        await("a recorder", camera::hasReader);
        camera.start(clip.format());
        camera.send(now(0, 200));
        await("bytes", () -> recording.totals().packets.sum() == 200);
        store.away = false;
        await("footage", () -> {
            try {
                return !footage().segments().isEmpty();
            } catch (RuntimeException e) {
                return false;
            }
        });
    }

    @Test
    void aCameraThatIsAwayIsAGapWithItsCause() throws Exception {
        recordAll();
        camera.state = CameraState.OFFLINE;
        camera.interrupt();
        await(
                "the gap",
                () -> footage().gaps().stream()
                        .anyMatch(gap -> gap.cause() == Cause.CAMERA_UNREACHABLE
                                && gap.to().isEmpty()));
        await("the end of the segment", () -> !footage().segments().get(0).open());
    }

    @Test
    void aPolicyCountsAtOnce() throws Exception {
        recordAll();
        recording.change(OneCamera.ID, policy(RecordingMode.OFF));
        await(
                "the end",
                () -> !camera.hasReader()
                        && footage().gaps().stream().anyMatch(gap -> gap.cause() == Cause.POLICY)
                        && footage().segments().stream().noneMatch(RecordedSegment::open));
        assertThat(footage().segments()).hasSize(1);
    }

    @Test
    void aFileThatIsGoneIsForgottenAndExplained() throws Exception {
        recordAll();
        recording.change(OneCamera.ID, policy(RecordingMode.OFF));
        await(
                "the row",
                () -> footage().segments().stream().noneMatch(RecordedSegment::open)
                        && recording.index().waiting() == 0);
        Files.delete(files().get(0));
        assertThat(recording.verify().mended()).hasSize(1);
        assertThat(footage().segments()).isEmpty();
        assertThat(footage().gaps()).anyMatch(gap -> gap.cause() == Cause.OPERATOR);
    }

    static RecordingConfiguration settings(String directory) {
        Map<String, Object> values =
                Map.of("dataDirectory", directory, "keepFree", "1M", "writerThreads", 2, "syncSeconds", 1);
        return (RecordingConfiguration) Proxy.newProxyInstance(
                RecordingConfiguration.class.getClassLoader(),
                new Class<?>[] {RecordingConfiguration.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    static final class OneSite implements SiteStore {

        @Override
        public List<Site> sites() {
            return List.of(new Site(SiteId.DEFAULT, "Default", ZoneId.of("UTC"), Instant.EPOCH));
        }

        @Override
        public void insert(Site site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void update(Site site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(SiteId id) {
            throw new UnsupportedOperationException();
        }
    }

    static final class NoLog implements AuditLog {

        @Override
        public void append(Entry entry) {
            // Nobody reads it here.
        }

        @Override
        public List<StoredEntry> newest(int limit, OptionalLong before) {
            return List.of();
        }
    }
}
