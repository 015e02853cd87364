package com.technosupport.vms.recording.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.recording.internal.Clip;
import com.technosupport.vms.recording.internal.Player;
import com.technosupport.vms.recording.internal.Player.Played;
import com.technosupport.vms.recording.internal.record.Folder.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on disk after packets of every kind; each file is played to its end. */
class StreamRecorderTest {

    private static final StreamRecorder.Plan ALWAYS = new StreamRecorder.Plan(true, 0, 10_000_000, 1L << 30);
    private static final StreamRecorder.Plan EVENTS = new StreamRecorder.Plan(false, 5_000_000, 600_000_000, 1L << 30);

    @TempDir
    Path directory;

    private final Totals totals = new Totals();
    private final Budget budget = new Budget(64 << 20);
    private final AtomicLong ticker = new AtomicLong();
    private Folder folder;
    private StreamRecorder recorder;

    @BeforeEach
    void start() {
        folder = new Folder(directory);
        recorder = recorder(ALWAYS, 32 << 20);
    }

    private StreamRecorder recorder(StreamRecorder.Plan plan, long mostBytes) {
        return new StreamRecorder(Folder.KEY, "yard/MAIN", plan, mostBytes, budget, totals, folder, ticker::get);
    }

    private void send(StreamFormat format, List<Packet> packets) {
        recorder.sink().started(format, List.of());
        sendMore(packets);
    }

    private void sendMore(List<Packet> packets) {
        for (Packet packet : packets) {
            recorder.sink().packet(packet);
        }
        recorder.drain();
    }

    private void end() {
        recorder.close(Cause.POLICY, "");
        assertThat(budget.used()).isZero();
        assertThat(folder.open).isEmpty();
        for (int i = 1; i < folder.written.size(); i++) {
            assertThat(folder.written.get(i).start())
                    .isAfterOrEqualTo(folder.written.get(i - 1).end());
        }
    }

    /** All pictures in files that play, each file from 0 on and as long as the index says. */
    private int pictures() {
        int pictures = 0;
        for (Written written : folder.written) {
            Played played = Player.play(written.file());
            assertThat(played.times().get(0)).isZero();
            assertThat(played.times()).isSorted().doesNotHaveDuplicates();
            assertThat(played.milliseconds())
                    .isBetween(
                            Duration.between(written.start(), written.end()).toMillis() - 50,
                            Duration.between(written.start(), written.end()).toMillis() + 50);
            pictures += played.times().size();
        }
        return pictures;
    }

    @Test
    void segmentsFollowEachOtherWithoutLosingAPicture() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 900);
        send(clip.format(), clip.packets());
        end();
        assertThat(folder.written).hasSizeGreaterThanOrEqualTo(3);
        assertThat(pictures()).isEqualTo(900);
        assertThat(folder.written.get(0).start()).isEqualTo(Clip.START);
        for (int i = 1; i < folder.written.size(); i++) {
            assertThat(folder.written.get(i).start())
                    .isEqualTo(folder.written.get(i - 1).end());
        }
        assertThat(folder.written.get(folder.written.size() - 1).end()).isEqualTo(Clip.START.plusSeconds(36));
        assertThat(folder.footage).containsExactly(Clip.START);
        assertThat(totals.packets.sum()).isEqualTo(900);
        assertThat(totals.skipped.sum()).isZero();
    }

    @Test
    void aFileCanBeSoughtIn() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 240);
        send(clip.format(), clip.packets());
        end();
        Path file = folder.written.get(0).file();
        long found = Player.seek(file, 5_500);
        assertThat(found).isBetween(3_000L, 5_500L);
    }

    @Test
    void whatWasFlushedIsAWholeFileForWhoeverReadsIt() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 100);
        send(clip.format(), clip.packets());
        SegmentWriter writer = folder.open.get(0);
        assertThat(writer.safe().endMicros()).isGreaterThan(Timeline.micros(Clip.START.plusSeconds(1)));
        assertThat(Player.play(writer.slot().file()).times()).isNotEmpty();
        assertThat(writer.keyFrames().size()).isPositive();
        end();
        assertThat(pictures()).isEqualTo(100);
    }

    @Test
    void anotherFormatBeginsAnotherSegment() {
        Clip first = Clip.simulated("yard-sub", 640, 360, 100);
        Clip second = Clip.simulated("yard-main", 1280, 720, 100);
        send(first.format(), first.packets());
        List<Packet> later = new ArrayList<>();
        second.packets().forEach(packet -> later.add(Clip.moved(packet, 0, 4_000)));
        send(second.format(), later);
        end();
        assertThat(folder.written).hasSize(2);
        assertThat(pictures()).isEqualTo(200);
        assertThat(folder.missing.get(0).cause()).isEqualTo(Cause.NETWORK_LOSS);
    }

    @Test
    void aCameraThatSetsItsClockLosesNothing() {
        for (long jump : new long[] {-90_000L * 3600, 90_000L * 3600, 1L << 31}) {
            folder.written.clear();
            folder.earliest = Long.MIN_VALUE;
            recorder = recorder(ALWAYS, 32 << 20);
            Clip clip = Clip.simulated("yard-sub", 640, 360, 500);
            List<Packet> packets = new ArrayList<>();
            for (int i = 0; i < clip.packets().size(); i++) {
                packets.add(Clip.moved(clip.packets().get(i), i < 210 ? 0 : jump, 0));
            }
            send(clip.format(), packets);
            end();
            assertThat(pictures()).isEqualTo(500);
            Instant last = folder.written.get(folder.written.size() - 1).end();
            assertThat(last).isBetween(Clip.START.plusMillis(19_900), Clip.START.plusMillis(20_100));
        }
    }

    @Test
    void thisServersClockSetForwardIsFollowedAndExplained() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 1000);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < clip.packets().size(); i++) {
            packets.add(Clip.moved(clip.packets().get(i), 0, i < 300 ? 0 : 3_600_000));
        }
        send(clip.format(), packets);
        end();
        assertThat(pictures()).isEqualTo(1000);
        Instant last = folder.written.get(folder.written.size() - 1).end();
        assertThat(last)
                .isBetween(
                        Clip.START.plusSeconds(3_640).minusMillis(100),
                        Clip.START.plusSeconds(3_640).plusMillis(100));
        assertThat(folder.missing).anyMatch(gap -> gap.cause() == Cause.SERVER_DOWN);
    }

    @Test
    void thisServersClockSetBackNeitherReordersNorOverlaps() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 1000);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < clip.packets().size(); i++) {
            packets.add(Clip.moved(clip.packets().get(i), 0, i < 300 ? 0 : -3_600_000));
        }
        send(clip.format(), packets);
        end();
        assertThat(pictures()).isEqualTo(1000);
        Instant last = folder.written.get(folder.written.size() - 1).end();
        assertThat(last).isBetween(Clip.START.plusMillis(39_900), Clip.START.plusMillis(40_100));
    }

    @Test
    void aPauseOfTheCameraIsAGap() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 200);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < clip.packets().size(); i++) {
            packets.add(Clip.moved(clip.packets().get(i), i < 110 ? 0 : 90_000 * 8, i < 110 ? 0 : 8_000));
        }
        send(clip.format(), packets);
        end();
        assertThat(folder.missing.get(0))
                .isEqualTo(new Folder.Missing(Clip.START.plusMillis(4_400), Cause.NETWORK_LOSS));
        assertThat(folder.footage).contains(Clip.START.plusMillis(12_400));
    }

    @Test
    void packetsThatDoNotFitAreCountedAndExplained() {
        recorder = recorder(ALWAYS, 20_000);
        Clip clip = Clip.simulated("yard-sub", 640, 360, 500);
        recorder.sink().started(clip.format(), List.of());
        clip.packets().forEach(recorder.sink()::packet);
        assertThat(totals.dropped.sum()).isPositive();
        recorder.drain();
        sendMore(List.of());
        end();
        assertThat(pictures()).isEqualTo(500 - (int) totals.dropped.sum());
        assertThat(folder.missing).anyMatch(gap -> gap.cause() == Cause.DISK);
    }

    @Test
    void aDiskThatFailsIsTriedAgain() throws InterruptedException {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 500);
        send(clip.format(), clip.packets().subList(0, 100));
        folder.failure = new IOException("No space left on device");
        sendMore(clip.packets().subList(100, 200));
        assertThat(folder.missing).anyMatch(gap -> gap.cause() == Cause.DISK);
        folder.failure = null;
        clip.packets().subList(200, 500).forEach(recorder.sink()::packet);
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (folder.written.isEmpty() || folder.open.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.sleep(20);
            recorder.drain();
        }
        end();
        assertThat(pictures()).isBetween(400, 500);
    }

    @Test
    void aCameraThatFallsSilentIsAGapWhateverTheClocksSay() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 200);
        send(clip.format(), clip.packets().subList(0, 100));
        ticker.addAndGet(Duration.ofSeconds(4).toNanos());
        recorder.drain();
        assertThat(folder.missing).as("4 s of silence are none").isEmpty();
        // The server's clock was set forward by an hour between two pictures.
        List<Packet> later = new ArrayList<>();
        clip.packets().subList(100, 101).forEach(packet -> later.add(Clip.moved(packet, 0, 3_600_000)));
        sendMore(later);
        ticker.addAndGet(Duration.ofSeconds(4).toNanos());
        recorder.drain();
        assertThat(folder.missing).as("a clock that is set is no silence").isEmpty();
        ticker.addAndGet(Duration.ofSeconds(2).toNanos());
        recorder.drain();
        assertThat(folder.missing)
                .containsExactly(new Folder.Missing(Clip.START.plusMillis(4_040), Cause.NETWORK_LOSS));
        end();
    }

    @Test
    void aVolumeThatIsNearlyFullIsLeftAtTheNextKeyFrameWithoutALoss() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 500);
        send(clip.format(), clip.packets().subList(0, 110));
        folder.low = true;
        sendMore(clip.packets().subList(110, 160));
        folder.low = false;
        sendMore(clip.packets().subList(160, 500));
        end();
        assertThat(pictures()).isEqualTo(500);
        Instant firstKey = clip.packets().subList(110, 160).stream()
                .filter(Packet::key)
                .findFirst()
                .orElseThrow()
                .arrival();
        assertThat(folder.written.get(0).end()).isEqualTo(firstKey);
    }

    @Test
    void anEventKeepsWhatWasBeforeIt() {
        recorder = recorder(EVENTS, 32 << 20);
        Clip clip = Clip.simulated("yard-sub", 640, 360, 2000);
        send(clip.format(), clip.packets().subList(0, 1000));
        assertThat(folder.open).isEmpty();
        Instant event = Clip.START.plusSeconds(40);
        recorder.trigger(Timeline.micros(event.minusSeconds(5)), Timeline.micros(event.plusSeconds(10)));
        sendMore(clip.packets().subList(1000, 2000));
        end();
        assertThat(folder.written).hasSize(1);
        Written written = folder.written.get(0);
        assertThat(written.start()).isBeforeOrEqualTo(event.minusSeconds(5)).isAfter(event.minusSeconds(12));
        assertThat(written.end()).isAfterOrEqualTo(event.plusSeconds(10)).isBefore(event.plusSeconds(16));
        assertThat(pictures()).isPositive();
        assertThat(totals.forgotten.sum()).isPositive();
    }

    @Test
    void aChangeOfThePlanLosesNothing() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 1000);
        send(clip.format(), clip.packets().subList(0, 400));
        recorder.change(EVENTS);
        sendMore(clip.packets().subList(400, 401));
        recorder.change(ALWAYS);
        sendMore(clip.packets().subList(401, 1000));
        end();
        assertThat(pictures()).isEqualTo(1000);
    }

    @Test
    void footageNeverLiesOverThatOfAnEarlierRun() {
        folder.earliest = Timeline.micros(Clip.START.plusSeconds(2));
        Clip clip = Clip.simulated("yard-sub", 640, 360, 100);
        send(clip.format(), clip.packets());
        end();
        assertThat(folder.written.get(0).start()).isEqualTo(Clip.START.plusSeconds(2));
    }

    @Test
    void h265AndAacArePlayedBack() {
        Clip clip = Clip.ofTestData("cam_people_720p25_h265_aac.mp4", 600);
        send(clip.format(), clip.packets());
        end();
        long videos = clip.packets().stream()
                .filter(packet ->
                        packet.track() == clip.format().video().orElseThrow().index())
                .count();
        assertThat(pictures()).isEqualTo((int) videos);
        assertThat(Player.hasSound(folder.written.get(0).file())).isTrue();
        assertThat(totals.packets.sum()).isGreaterThan(595);
    }

    @Test
    void pcmIsPlayedBack() {
        Clip clip = Clip.ofTestData("cam_cars_432p25_h264_pcma.mkv", 600);
        send(clip.format(), clip.packets());
        end();
        assertThat(pictures()).isPositive();
        assertThat(Player.play(folder.written.get(0).file()).sounds()).isPositive();
    }

    @Test
    void bFramesKeepTheirOrder() {
        Clip clip = Clip.ofTestData("cam_person_432p15_h264_bframes.mp4", 400);
        assertThat(clip.packets()).anyMatch(packet -> packet.pts() != packet.dts());
        send(clip.format(), clip.packets());
        end();
        long videos =
                clip.packets().stream().filter(packet -> packet.track() == 0).count();
        assertThat(pictures() + totals.skipped.sum()).isEqualTo(videos);
        assertThat(totals.skipped.sum()).isLessThan(10);
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"PCMU", "PCMA", "G722", "OPUS"})
    void everyKindOfSoundThatMatroskaTakesIsKept(Codec codec) {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 250);
        Track sound = new Track(1, codec, codec == Codec.OPUS ? 48_000 : 8_000, 1, 0, 0, new byte[0]);
        StreamFormat format = new StreamFormat(List.of(clip.format().video().orElseThrow(), sound));
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            packets.add(clip.packets().get(i));
            // Two packets of 20 ms; an Opus packet that says so is silence.
            for (int half = 0; half < 2; half++) {
                long ticks = (long) (2 * i + half) * sound.clockRate() / 50;
                byte[] data = codec == Codec.OPUS ? new byte[] {(byte) 0x78, (byte) 0xff, (byte) 0xfe} : new byte[160];
                packets.add(new Packet(
                        1,
                        sound.clockRate() * 1_000_000L / 90_000 + ticks,
                        sound.clockRate() * 1_000_000L / 90_000 + ticks,
                        clip.packets().get(i).arrival(),
                        true,
                        data));
            }
        }
        send(format, packets);
        end();
        assertThat(pictures()).isEqualTo(250);
        assertThat(Player.play(folder.written.get(0).file()).sounds()).isGreaterThan(400);
    }

    @Test
    void soundThatDoesNotFitIsLeftOut() {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 100);
        Track sound = new Track(1, Codec.AAC, 16_000, 1, 0, 0, new byte[0]);
        send(new StreamFormat(List.of(clip.format().video().orElseThrow(), sound)), clip.packets());
        end();
        assertThat(pictures()).isEqualTo(100);
        assertThat(Player.hasSound(folder.written.get(0).file())).isFalse();
    }
}
