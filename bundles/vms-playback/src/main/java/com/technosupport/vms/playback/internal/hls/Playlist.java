package com.technosupport.vms.playback.internal.hls;

import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.recording.Playback.Content;
import com.technosupport.vms.api.recording.RecordedSegment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A media playlist (RFC 8216, section 4.3), line by line. */
final class Playlist {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int LINE = 120;

    private final StringBuilder lines;
    private final Content content;
    private int longest;
    private int count;
    private SegmentId last;

    /** @param parts how many are expected */
    Playlist(Content content, int parts) {
        this.content = content;
        this.lines = new StringBuilder(256 + parts * LINE);
    }

    /** What is said to people. */
    void comment(String text) {
        lines.append("# ").append(text.replace('\n', ' ').replace('\r', ' ')).append('\n');
    }

    /** A part of a segment. A segment begins with its own description, and its times need not follow on the last one's. */
    void add(RecordedSegment segment, Parts.Part part) {
        int duration = part.to() - part.from();
        if (!segment.id().equals(last)) {
            if (last != null) {
                lines.append("#EXT-X-DISCONTINUITY\n");
            }
            lines.append("#EXT-X-MAP:URI=\"playback/")
                    .append(segment.id())
                    .append(content.masked() ? "/masked-" : "/")
                    .append(content.sound() ? "init.mp4\"\n" : "silent.mp4\"\n");
            lines.append("#EXT-X-PROGRAM-DATE-TIME:")
                    .append(date(segment.start().plusMillis(part.from())))
                    .append('\n');
            last = segment.id();
        }
        lines.append("#EXTINF:");
        seconds(duration);
        lines.append(",\nplayback/")
                .append(segment.id())
                .append(content.masked() ? "/masked-" : "/")
                .append(part.from())
                .append('-')
                .append(part.to())
                .append(
                        switch (content) {
                            case ALL, MASKED -> ".m4s\n";
                            case SILENT, MASKED_SILENT -> ".silent.m4s\n";
                            case KEY_FRAMES, MASKED_KEY_FRAMES -> ".key.m4s\n";
                        });
        longest = Math.max(longest, duration);
        count++;
    }

    private void seconds(int milliseconds) {
        lines.append(milliseconds / 1000)
                .append('.')
                .append((char) ('0' + milliseconds / 100 % 10))
                .append((char) ('0' + milliseconds / 10 % 10))
                .append((char) ('0' + milliseconds % 10));
    }

    /** To the millisecond, rounded. */
    private static String date(Instant time) {
        return DATE.format(time.plusNanos(500_000));
    }

    int size() {
        return count;
    }

    /**
     * @param startMillis where playing begins, from the first part's begin
     * @param growing whether more is to come
     * @param leastTarget seconds that a part may last even where none does yet: a playlist that grows must not change that
     */
    String text(long startMillis, boolean growing, int leastTarget) {
        StringBuilder text = new StringBuilder(lines.length() + 256);
        text.append("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
                .append(Math.max(leastTarget, (longest + 999) / 1000))
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:")
                .append(growing ? "EVENT\n" : "VOD\n")
                .append("#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-START:TIME-OFFSET=")
                .append(String.format(Locale.ROOT, "%.3f", Math.max(0, startMillis) / 1000.0))
                .append(",PRECISE=YES\n")
                .append(lines);
        if (!growing) {
            text.append("#EXT-X-ENDLIST\n");
        }
        return text.toString();
    }
}
