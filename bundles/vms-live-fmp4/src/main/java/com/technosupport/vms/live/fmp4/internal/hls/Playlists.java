package com.technosupport.vms.live.fmp4.internal.hls;

import com.technosupport.vms.api.live.LiveHls;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes playlists (RFC 8216bis, section 4). */
final class Playlists {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Playlists() {}

    /**
     * The media playlist.
     *
     * @param skip whether the player has the older segments
     * @param query what follows each name
     */
    static String media(HlsTimeline timeline, boolean skip, String query) {
        List<HlsSegment> segments = new ArrayList<>(timeline.segments());
        StringBuilder out = new StringBuilder(8192);
        out.append("#EXTM3U\n#EXT-X-VERSION:9\n");
        line(out, "#EXT-X-TARGETDURATION:%d", HlsTimeline.TARGET_SECONDS);
        line(
                out,
                "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=%.3f,CAN-SKIP-UNTIL=%.1f",
                3 * timeline.partTarget(),
                (double) HlsTimeline.SKIP_SECONDS);
        line(out, "#EXT-X-PART-INF:PART-TARGET=%.3f", timeline.partTarget());
        line(out, "#EXT-X-MEDIA-SEQUENCE:%d", segments.get(0).number());
        line(out, "#EXT-X-DISCONTINUITY-SEQUENCE:%d", timeline.discontinuitySequence());
        int skipped = skip ? skippable(timeline, segments) : 0;
        if (skipped > 0) {
            line(out, "#EXT-X-SKIP:SKIPPED-SEGMENTS=%d", skipped);
        }
        if (timeline.current() != null && !timeline.current().parts().isEmpty()) {
            segments.add(timeline.current());
        }
        double fromEnd = segments.stream().mapToDouble(HlsSegment::seconds).sum();
        int map = -1;
        for (int i = 0; i < segments.size(); i++) {
            HlsSegment segment = segments.get(i);
            boolean complete = segment != timeline.current();
            if (i >= skipped) {
                if (segment.discontinuity()) {
                    out.append("#EXT-X-DISCONTINUITY\n");
                }
                if (segment.map() != map) {
                    map = segment.map();
                    line(out, "#EXT-X-MAP:URI=\"init-%d.mp4%s\"", map, query);
                }
                line(out, "#EXT-X-PROGRAM-DATE-TIME:%s", DATE.format(segment.begun()));
                // Parts are of use near the end alone (4.4.4.9).
                if (fromEnd - segment.seconds() < 3 * HlsTimeline.TARGET_SECONDS) {
                    segment.parts().forEach(part -> part(out, part, query));
                }
                if (complete) {
                    line(out, "#EXTINF:%.5f,", segment.seconds());
                    line(out, "segment-%d.m4s%s", segment.number(), query);
                }
            }
            fromEnd -= segment.seconds();
        }
        line(out, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part-%d.m4s%s\"", timeline.nextPart(), query);
        return out.toString();
    }

    private static void part(StringBuilder out, HlsPart part, String query) {
        line(
                out,
                "#EXT-X-PART:DURATION=%.5f,URI=\"part-%d.m4s%s\"%s",
                part.seconds(),
                part.number(),
                query,
                part.independent() ? ",INDEPENDENT=YES" : "");
    }

    /** How many segments lie beyond the skip boundary; none unless it saves something. */
    private static int skippable(HlsTimeline timeline, List<HlsSegment> segments) {
        double fromEnd = timeline.growing();
        int at = segments.size();
        while (at > 0 && fromEnd < HlsTimeline.SKIP_SECONDS) {
            fromEnd += segments.get(--at).seconds();
        }
        return at;
    }

    /** A multivariant playlist with the one stream that there is. */
    static String multivariant(HlsTimeline timeline, String query) {
        long bits = 0;
        for (HlsSegment segment : timeline.segments()) {
            bits = Math.max(bits, (long) (segment.size() * 8 / Math.max(0.1, segment.seconds())));
        }
        StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
        line(
                out,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d,CODECS=\"%s\",RESOLUTION=%dx%d,FRAME-RATE=%.3f",
                bits,
                timeline.format().codecs(),
                timeline.format().video().width(),
                timeline.format().video().height(),
                timeline.pictureRate());
        line(out, "%s%s", LiveHls.MEDIA_PLAYLIST, query);
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
