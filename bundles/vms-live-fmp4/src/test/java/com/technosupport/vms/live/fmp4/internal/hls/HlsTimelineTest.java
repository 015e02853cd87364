package com.technosupport.vms.live.fmp4.internal.hls;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of RFC 8216bis, over pictures of a camera that is made up. */
class HlsTimelineTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Pattern PART = Pattern.compile("#EXT-X-PART:DURATION=([0-9.]+),URI=\"part-(\\d+)\\.m4s");

    private final HlsTimeline timeline = new HlsTimeline(NOW, () -> 16L << 20);
    private long at;

    private static MovieFormat format(int width) {
        return new MovieFormat(
                new Track(0, Codec.H264, 90_000, 0, width, 720, new byte[0]), Optional.empty(), "avc1.64001f", "");
    }

    private void start(int width) {
        timeline.start(format(width), ByteBuffer.wrap(new byte[] {(byte) (width >> 8), (byte) width}));
    }

    private void pictures(int count, int every, int ticks) {
        pictures(count, every, ticks, 1000);
    }

    private void pictures(int count, int every, int ticks, int bytes) {
        for (int i = 0; i < count; i++) {
            Instant arrival = NOW.plusMillis(at / 90);
            Packet packet = new Packet(0, at, at, arrival, i % every == 0, new byte[0]);
            timeline.add(new Fragment(ByteBuffer.allocate(bytes), i % every == 0, at, ticks, packet));
            at += ticks;
        }
    }

    private String playlist() {
        return Playlists.media(timeline, false, "");
    }

    private static List<String> lines(String playlist, String start) {
        return playlist.lines().filter(line -> line.startsWith(start)).toList();
    }

    private static double value(String playlist, String name) {
        Matcher matcher = Pattern.compile(name + "[=:]([0-9.]+)").matcher(playlist);
        assertThat(matcher.find()).as(name).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void segments_begin_at_key_frames_and_parts_keep_to_their_target() {
        start(1280);
        pictures(25 * 30, 50, 3600);
        String playlist = playlist();
        assertThat(playlist).startsWith("#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:4\n");
        double target = value(playlist, "PART-TARGET");
        assertThat(target).isBetween(0.2, 0.34);
        assertThat(value(playlist, "PART-HOLD-BACK")).isGreaterThanOrEqualTo(3 * target - 0.001);
        assertThat(value(playlist, "CAN-SKIP-UNTIL")).isGreaterThanOrEqualTo(6 * 4);
        for (HlsSegment segment : timeline.segments()) {
            assertThat(Math.round(segment.seconds())).isLessThanOrEqualTo(4);
            for (int i = 0; i < segment.parts().size(); i++) {
                HlsPart part = segment.parts().get(i);
                assertThat(part.seconds()).isLessThanOrEqualTo(target + 0.0005);
                if (i < segment.parts().size() - 1) {
                    assertThat(part.seconds()).isGreaterThanOrEqualTo(0.85 * target);
                }
            }
        }
        // All but the first two: the first is cut short, so that a playlist is there at once.
        assertThat(timeline.segments().stream().skip(2))
                .allMatch(segment -> segment.parts().get(0).independent());
        assertThat(lines(playlist, "#EXTINF")).last().isEqualTo("#EXTINF:2.00000,");
        assertThat(lines(playlist, "#EXT-X-MAP")).containsExactly("#EXT-X-MAP:URI=\"init-0.mp4\"");
        assertThat(lines(playlist, "#EXT-X-PROGRAM-DATE-TIME"))
                .first()
                .isEqualTo("#EXT-X-PROGRAM-DATE-TIME:2027-01-15T08:00:00.000Z");
        assertThat(playlist).endsWith("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part-" + timeline.nextPart() + ".m4s\"\n");
    }

    @Test
    void parts_are_numbered_through_and_listed_near_the_end_alone() {
        start(1280);
        pictures(25 * 40, 50, 3600);
        long last = -1;
        double listed = 0;
        Matcher parts = PART.matcher(playlist());
        while (parts.find()) {
            long number = Long.parseLong(parts.group(2));
            assertThat(last < 0 || number == last + 1).isTrue();
            last = number;
            listed += Double.parseDouble(parts.group(1));
        }
        assertThat(last).isEqualTo(timeline.nextPart() - 1);
        assertThat(listed).isBetween(12.0, 16.1);
        assertThat(timeline.part(last)).isPresent();
        assertThat(timeline.part(last + 1)).isEmpty();
    }

    @Test
    void a_playlist_is_there_after_a_second_of_pictures() {
        start(1280);
        pictures(25, 500, 3600);
        assertThat(timeline.isReady()).isFalse();
        pictures(1, 500, 3600);
        assertThat(timeline.isReady()).isTrue();
    }

    @Test
    void long_groups_of_pictures_are_cut_at_the_target_duration() {
        start(1280);
        pictures(25 * 60, 25 * 20, 3600);
        assertThat(timeline.segments()).allMatch(segment -> Math.round(segment.seconds()) <= 4);
        assertThat(playlist()).doesNotContain("EXT-X-INDEPENDENT-SEGMENTS");
        List<HlsSegment> starting = timeline.segments().stream()
                .filter(segment -> segment.parts().get(0).independent())
                .toList();
        assertThat(starting).isNotEmpty();
    }

    @Test
    void a_camera_of_one_picture_a_second_has_parts_of_one() {
        start(1280);
        pictures(30, 2, 90_000);
        String playlist = playlist();
        assertThat(value(playlist, "PART-TARGET")).isBetween(1.0, 1.2);
        assertThat(timeline.segments())
                .allMatch(
                        segment -> segment.parts().stream().allMatch(part -> part.seconds() <= timeline.partTarget()));
    }

    @Test
    void a_change_of_format_is_a_discontinuity_with_a_map_of_its_own() {
        start(1280);
        pictures(100, 50, 3600);
        start(640);
        pictures(100, 50, 3600);
        String playlist = playlist();
        assertThat(playlist.lines().filter(line -> line.startsWith("#EXT-X-DISCONTINUITY") && !line.contains("SEQ")))
                .hasSize(1);
        assertThat(lines(playlist, "#EXT-X-MAP"))
                .containsExactly("#EXT-X-MAP:URI=\"init-0.mp4\"", "#EXT-X-MAP:URI=\"init-1.mp4\"");
        long before = timeline.discontinuitySequence();
        assertThat(value(playlist, "#EXT-X-DISCONTINUITY-SEQUENCE")).isEqualTo((double) before);
        pictures(25 * 60, 50, 3600);
        assertThat(timeline.discontinuitySequence()).isEqualTo(before + 1);
        assertThat(lines(playlist(), "#EXT-X-MAP")).containsExactly("#EXT-X-MAP:URI=\"init-1.mp4\"");
        assertThat(timeline.map(0)).isEmpty();
        assertThat(timeline.map(1)).isPresent();
    }

    @Test
    void an_interruption_alone_is_a_discontinuity_under_the_same_map() {
        start(1280);
        pictures(60, 50, 3600);
        start(1280);
        pictures(60, 50, 3600);
        String playlist = playlist();
        assertThat(playlist).contains("#EXT-X-DISCONTINUITY\n");
        assertThat(lines(playlist, "#EXT-X-MAP")).hasSize(1);
    }

    @Test
    void the_window_is_bounded_by_time_and_by_bytes() {
        start(1280);
        pictures(25 * 120, 50, 3600);
        double seconds =
                timeline.segments().stream().mapToDouble(HlsSegment::seconds).sum();
        assertThat(seconds).isBetween(34.0, 42.0);
        assertThat(value(playlist(), "#EXT-X-MEDIA-SEQUENCE"))
                .isEqualTo((double) timeline.segments().peek().number());
        pictures(25 * 60, 50, 3600, 100_000);
        assertThat(timeline.size()).isLessThan(24L << 20);
    }

    @Test
    void numbers_grow_over_a_restart() {
        start(1280);
        pictures(25 * 60, 50, 3600);
        HlsTimeline later = new HlsTimeline(NOW.plusSeconds(60), () -> 16L << 20);
        assertThat(later.currentNumber()).isGreaterThan(timeline.currentNumber());
        assertThat(later.nextPart()).isGreaterThan(timeline.nextPart());
        // But not these: players have an array with a place for each.
        assertThat(later.discontinuitySequence()).isZero();
    }

    @Test
    void an_update_leaves_out_what_lies_beyond_the_skip_boundary() {
        start(1280);
        pictures(25 * 40, 50, 3600);
        String whole = playlist();
        String update = Playlists.media(timeline, true, "");
        int skipped = (int) value(update, "SKIPPED-SEGMENTS");
        assertThat(skipped).isPositive();
        assertThat(lines(whole, "segment-")).hasSize(lines(update, "segment-").size() + skipped);
        double kept = lines(update, "#EXTINF").stream()
                .mapToDouble(line -> Double.parseDouble(line.substring(8, line.length() - 1)))
                .sum();
        assertThat(kept + timeline.growing()).isGreaterThanOrEqualTo(24);
        assertThat(value(update, "#EXT-X-MEDIA-SEQUENCE")).isEqualTo(value(whole, "#EXT-X-MEDIA-SEQUENCE"));
        // Nothing to leave out yet: the whole playlist.
        HlsTimeline young = new HlsTimeline(NOW, () -> 16L << 20);
        assertThat(young.isReady()).isFalse();
    }

    @Test
    void what_comes_next_is_waited_for_and_what_comes_later_is_not() {
        start(1280);
        pictures(25 * 10, 50, 3600);
        long current = timeline.currentNumber();
        int parts = timeline.current().parts().size();
        assertThat(timeline.has(current - 1)).isTrue();
        assertThat(timeline.has(current)).isFalse();
        assertThat(timeline.has(current, parts - 1)).isTrue();
        assertThat(timeline.has(current, parts)).isFalse();
        // A part beyond a segment's last is the first of the next.
        assertThat(timeline.has(current - 1, 99)).isTrue();
        assertThat(timeline.isTooFarAhead(current, parts)).isFalse();
        assertThat(timeline.isTooFarAhead(current + 1, 0)).isFalse();
        assertThat(timeline.isTooFarAhead(current + 2, 0)).isTrue();
        assertThat(timeline.isTooFarAhead(current, parts + 50)).isTrue();
    }

    @Test
    void the_multivariant_playlist_tells_codecs_and_size() {
        start(1280);
        pictures(25 * 10, 50, 3600);
        assertThat(Playlists.multivariant(timeline, "?role=SUB"))
                .contains("CODECS=\"avc1.64001f\"", "RESOLUTION=1280x720", "FRAME-RATE=25.000")
                .endsWith("index.m3u8?role=SUB\n");
    }
}
