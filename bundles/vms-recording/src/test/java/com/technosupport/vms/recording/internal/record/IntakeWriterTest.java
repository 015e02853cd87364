package com.technosupport.vms.recording.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.recording.internal.Clip;
import com.technosupport.vms.recording.internal.Player;
import com.technosupport.vms.recording.internal.record.Folder.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device plays of its archive is written into a stretch that has no footage, and nowhere else. */
class IntakeWriterTest {

    @TempDir
    Path directory;

    private Folder folder;

    @BeforeEach
    void begin() {
        folder = new Folder(directory);
    }

    private IntakeWriter writer(Instant from, Instant to) {
        return new IntakeWriter(Timeline.micros(from), Timeline.micros(to), new IntakeWriter.Files() {
            @Override
            public SegmentWriter open(long start, Track video, Optional<Track> sound) throws IOException {
                return folder.open(Folder.KEY, start, video, sound);
            }

            @Override
            public void closed(SegmentWriter written) {
                folder.closed(Folder.KEY, written);
            }
        });
    }

    @Test
    void nothingBeforeTheStretchOrBehindItIsTaken() throws Exception {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 500);
        Instant from = Clip.START.plusMillis(1_300);
        Instant to = Clip.START.plusMillis(15_010);
        try (IntakeWriter writer = writer(from, to)) {
            writer.started(clip.format());
            for (Packet packet : clip.packets()) {
                writer.packet(packet);
            }
            assertThat(writer.bytes()).isPositive();
        }
        assertThat(folder.open).isEmpty();
        Written written = folder.written.get(0);
        assertThat(folder.written).hasSize(1);
        assertThat(written.start()).isAfterOrEqualTo(from);
        assertThat(written.end()).isBeforeOrEqualTo(to).isAfter(to.minus(Duration.ofMillis(90)));
        Player.Played played = Player.play(written.file());
        assertThat(played.times().get(0)).isZero();
        assertThat(played.times()).isSorted().doesNotHaveDuplicates();
        // 25 a second, from the first key frame within on.
        long millis = Duration.between(written.start(), written.end()).toMillis();
        assertThat(played.times()).hasSizeBetween((int) (millis / 40) - 1, (int) (millis / 40) + 1);
    }

    @Test
    void aJumpOfTheDevicesClockBeginsAnotherFileAtTheNextKeyFrame() throws Exception {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 400);
        try (IntakeWriter writer = writer(Clip.START, Clip.START.plusSeconds(3600))) {
            writer.started(clip.format());
            int number = 0;
            for (Packet packet : clip.packets()) {
                // The device was off for a minute, which its ticks do not tell.
                writer.packet(number++ < 200 ? packet : Clip.moved(packet, 0, 60_000));
            }
        }
        assertThat(folder.written).hasSize(2);
        Written second = folder.written.get(1);
        assertThat(second.start()).isAfterOrEqualTo(Clip.START.plusSeconds(68));
        assertThat(Player.play(second.file()).times().get(0)).isZero();
    }

    @Test
    void withoutAKeyFrameNothingIsWritten() throws Exception {
        Clip clip = Clip.simulated("yard-sub", 640, 360, 40);
        try (IntakeWriter writer = writer(Clip.START.plusMillis(100), Clip.START.plusMillis(900))) {
            writer.started(clip.format());
            for (Packet packet : clip.packets()) {
                writer.packet(packet);
            }
        }
        assertThat(folder.written).isEmpty();
    }
}
