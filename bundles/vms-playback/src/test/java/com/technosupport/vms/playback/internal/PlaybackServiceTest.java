package com.technosupport.vms.playback.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.Playback.Content;
import com.technosupport.vms.api.recording.PlaybackRequest;
import com.technosupport.vms.api.recording.RecordedSegment;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackServiceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Pattern PART = Pattern.compile("playback/([0-9a-f-]+)/(\\d+)-(\\d+)(\\.key|\\.silent)?\\.m4s");
    private static final Pattern DURATION = Pattern.compile("#EXTINF:([0-9.]+),");

    @TempDir
    Path folder;

    private final FolderRecordings recordings = new FolderRecordings();
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final PlaybackService playback =
            service(Clock.fixed(NOON.plus(Duration.ofDays(1)), ZoneOffset.UTC), recordings);

    static PlaybackService service(Clock clock, FolderRecordings recordings) {
        PlaybackService service = new PlaybackService(clock, 8, 2, 64, 32 << 20, 16 << 20);
        service.recordings = recordings;
        service.masks = new FakeMasks();
        return service;
    }

    private PlaybackRequest range(double from, double to) {
        return range(from, to, false);
    }

    private PlaybackRequest range(double from, double to, boolean keyFramesOnly) {
        return new PlaybackRequest(
                camera,
                StreamRole.MAIN,
                NOON.plusMillis(Math.round(from * 1000)),
                NOON.plusMillis(Math.round(to * 1000)),
                keyFramesOnly);
    }

    private RecordedSegment record(String name, double at, double from, double seconds) throws Exception {
        return recordings.add(
                camera, NOON.plusMillis(Math.round(at * 1000)), Clips.matroska(folder, name, from, seconds));
    }

    /** All parts of a playlist in one file, as a player joins them; parts of one segment only. */
    private Path joined(String playlist) throws IOException {
        Path file = Files.createTempFile(folder, "joined", ".mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            Matcher part = PART.matcher(playlist);
            boolean first = true;
            while (part.find()) {
                SegmentId segment = SegmentId.parse(part.group(1));
                if (first) {
                    write(out, playback.initialisation(camera, segment, content(playlist)));
                    first = false;
                }
                write(
                        out,
                        playback.media(
                                camera,
                                segment,
                                Integer.parseInt(part.group(2)),
                                Integer.parseInt(part.group(3)),
                                content(playlist)));
            }
        }
        return file;
    }

    private static Content content(String playlist) {
        if (playlist.contains(".key.m4s")) {
            return Content.KEY_FRAMES;
        }
        return playlist.contains(".silent.m4s") ? Content.SILENT : Content.ALL;
    }

    private static void write(OutputStream out, ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.write(copy);
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    /** Every picture of a recorded file is in the joined parts, at its wall clock. */
    private void plays_whole(String name, double seconds) throws Exception {
        RecordedSegment segment = record(name, 0, 0, seconds);
        List<Double> recorded = Clips.pictures(recordings.file(segment.id()));
        Path joined = joined(playback.playlist(range(-1, seconds + 5)));
        List<Double> played = Clips.pictures(joined);
        assertThat(played).hasSameSizeAs(recorded);
        for (int i = 0; i < recorded.size(); i++) {
            assertThat(played.get(i)).isCloseTo(seconds(NOON) + recorded.get(i), within(0.0011));
        }
        assertThat(Clips.complaints(joined)).isEmpty();
    }

    @Test
    void every_picture_of_h264_with_aac_is_played_at_its_time() throws Exception {
        plays_whole(Clips.H264_AAC, 5);
    }

    @Test
    void every_picture_of_h265_is_played_at_its_time() throws Exception {
        plays_whole(Clips.H265_AAC, 2.5);
    }

    @Test
    void pictures_out_of_order_are_played_at_their_time() throws Exception {
        plays_whole(Clips.B_FRAMES, 5);
    }

    @Test
    void says_why_there_is_no_sound() throws Exception {
        record(Clips.H264_PCMA, 0, 0, 6);
        String playlist = playback.playlist(range(0, 6));
        assertThat(playlist).contains("# without sound: pcm_alaw does not fit into MP4\n");
        assertThat(Clips.complaints(joined(playlist))).isEmpty();
    }

    @Test
    void a_playlist_tells_the_wall_clock_over_segments_and_gaps() throws Exception {
        RecordedSegment first = record(Clips.H264_AAC, 0, 0, 6);
        RecordedSegment second = record(Clips.H264_AAC, 100.5, 6, 6);
        String playlist = playback.playlist(range(3, 200));
        assertThat(playlist)
                .startsWith("#EXTM3U\n#EXT-X-VERSION:7\n")
                .contains("#EXT-X-PLAYLIST-TYPE:VOD\n", "#EXT-X-INDEPENDENT-SEGMENTS\n")
                .contains("#EXT-X-MAP:URI=\"playback/" + first.id() + "/init.mp4\"\n")
                .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"playback/" + second.id()
                        + "/init.mp4\"\n#EXT-X-PROGRAM-DATE-TIME:"
                        + second.start()
                                .plusMillis(recordings.keyFrames(second.id()).time(0)) + "\n")
                .endsWith("#EXT-X-ENDLIST\n");
        // It begins with the part that shows the third second, and a player is told to begin there to the millisecond.
        Matcher part = PART.matcher(playlist);
        assertThat(part.find()).isTrue();
        int from = Integer.parseInt(part.group(2));
        assertThat(from).isLessThanOrEqualTo(3000);
        assertThat(playlist)
                .contains(String.format(Locale.ROOT, "#EXT-X-START:TIME-OFFSET=%.3f,PRECISE=YES\n", 3 - from / 1000.0))
                .contains("#EXT-X-PROGRAM-DATE-TIME:" + NOON.plusMillis(from) + "\n");
        Matcher duration = DURATION.matcher(playlist);
        double all = 0;
        int target = Integer.parseInt(playlist.replaceAll("(?s).*TARGETDURATION:(\\d+).*", "$1"));
        while (duration.find()) {
            double seconds = Double.parseDouble(duration.group(1));
            assertThat(seconds).isLessThanOrEqualTo(target);
            all += seconds;
        }
        double length = Duration.between(first.start(), first.end())
                        .plus(Duration.between(second.start(), second.end()))
                        .toMillis()
                / 1000.0;
        // The second clip's first picture may come some milliseconds after its sound.
        assertThat(all).isCloseTo(length - from / 1000.0, within(0.02));
    }

    @Test
    void the_same_footage_has_the_same_address_in_every_playlist() throws Exception {
        record(Clips.H264_AAC, 0, 0, 12);
        List<String> whole = parts(playback.playlist(range(0, 12)));
        assertThat(whole).containsAll(parts(playback.playlist(range(5, 7)))).hasSizeGreaterThan(3);
    }

    private static List<String> parts(String playlist) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(playlist);
        while (part.find()) {
            parts.add(part.group());
        }
        return parts;
    }

    @Test
    void a_playlist_of_what_is_being_recorded_only_grows() throws Exception {
        RecordedSegment closed = record(Clips.H264_AAC, 0, 0, 12);
        KeyFrameIndex whole = recordings.keyFrames(closed.id());
        PlaybackService now = service(Clock.fixed(NOON.plusSeconds(6), ZoneOffset.UTC), recordings);
        recordings.change(state(closed, 6, true), first(whole, 5000));
        String early = now.playlist(range(0, 60));
        assertThat(early).contains("#EXT-X-PLAYLIST-TYPE:EVENT\n").doesNotContain("ENDLIST");
        recordings.change(state(closed, 9, true), first(whole, 9000));
        String later = now.playlist(range(0, 60));
        assertThat(later).startsWith(early).hasSizeGreaterThan(early.length());
        recordings.change(closed, whole);
        assertThat(now.playlist(range(0, 60))).startsWith(later).hasSizeGreaterThan(later.length());
        String last = parts(playback.playlist(range(0, 12))).get(parts(later).size() - 1);
        assertThat(later).contains(last);
    }

    private static RecordedSegment state(RecordedSegment segment, int seconds, boolean open) {
        return new RecordedSegment(
                segment.id(),
                segment.camera(),
                segment.role(),
                segment.start(),
                segment.start().plusSeconds(seconds),
                segment.bytes(),
                segment.codec(),
                open,
                false);
    }

    private static KeyFrameIndex first(KeyFrameIndex index, int before) {
        int count = index.atOrBefore(before) + 1;
        int[] times = new int[count];
        long[] positions = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = index.time(i);
            positions[i] = index.position(i);
        }
        return new KeyFrameIndex(times, positions);
    }

    @Test
    void key_frames_alone_are_played_at_their_times() throws Exception {
        RecordedSegment segment = record(Clips.H264_AAC, 0, 0, 12);
        KeyFrameIndex index = recordings.keyFrames(segment.id());
        List<Instant> told = playback.keyFrames(range(0, 12));
        assertThat(told).hasSize(index.size());
        String playlist = playback.playlist(range(0, 12, true));
        List<Double> played = Clips.pictures(joined(playlist));
        assertThat(played).hasSize(index.size());
        for (int i = 0; i < index.size(); i++) {
            assertThat(played.get(i)).isCloseTo(seconds(told.get(i)), within(0.0011));
        }
        assertThat(playback.keyFrames(range(1, 2)))
                .allSatisfy(at -> assertThat(at).isBetween(NOON.plusSeconds(1), NOON.plusSeconds(2)));
    }

    @Test
    void only_what_a_playlist_names_is_made() throws Exception {
        RecordedSegment segment = record(Clips.H264_AAC, 0, 0, 6);
        int second = recordings.keyFrames(segment.id()).time(1);
        not_found(() -> playback.media(camera, segment.id(), 1, second, Content.ALL));
        not_found(() -> playback.media(camera, segment.id(), 0, second + 1, Content.ALL));
        not_found(() -> playback.media(camera, segment.id(), second, 0, Content.ALL));
        not_found(() -> playback.media(camera, segment.id(), -5, Integer.MAX_VALUE, Content.ALL));
        not_found(() -> playback.media(camera, SegmentId.next(Clock.systemUTC()), 0, second, Content.ALL));
        CameraId other = CameraId.next(Clock.systemUTC());
        not_found(() -> playback.media(other, segment.id(), 0, second, Content.ALL));
        not_found(() -> playback.initialisation(other, segment.id(), Content.ALL));
        not_found(() -> playback.playlist(range(-50, -40)));
        assertThatThrownBy(() -> range(0, 25 * 3600))
                .isInstanceOf(VmsException.class)
                .hasMessageContaining("24 hours");
        assertThatThrownBy(() -> range(5, 5)).isInstanceOf(VmsException.class);
    }

    private static void not_found(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void footage_that_was_deleted_is_not_found() throws Exception {
        RecordedSegment segment = record(Clips.H264_AAC, 0, 0, 6);
        playback.initialisation(camera, segment.id(), Content.ALL);
        Files.delete(recordings.file(segment.id()));
        not_found(() -> playback.initialisation(camera, segment.id(), Content.ALL));
    }

    @Test
    void a_part_is_there_at_once() throws Exception {
        record(Clips.H264_AAC, 0, 0, 12);
        List<String> parts = parts(playback.playlist(range(0, 12)));
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Matcher part = PART.matcher(parts.get(i % parts.size()));
            assertThat(part.find()).isTrue();
            long begin = System.nanoTime();
            playback.media(
                    camera,
                    SegmentId.parse(part.group(1)),
                    Integer.parseInt(part.group(2)),
                    Integer.parseInt(part.group(3)),
                    Content.ALL);
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        List<Double> warm = millis.subList(20, millis.size()).stream().sorted().toList();
        System.out.printf(
                "a part: p50 %.2f ms, p95 %.2f ms%n", warm.get(warm.size() / 2), warm.get(warm.size() * 95 / 100));
        // Many times more than it takes: a machine may be loaded.
        assertThat(warm.get(warm.size() / 2)).isLessThan(200);
    }
}
