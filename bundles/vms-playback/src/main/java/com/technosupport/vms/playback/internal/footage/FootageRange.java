package com.technosupport.vms.playback.internal.footage;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.Footage;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What was recorded over a range, however much that is, within a bound. */
public final class FootageRange {

    private static final int PAGE = 1000;

    /** A year of ten-minute segments. */
    private static final int MOST = 55_000;

    private final Supplier<RecordingReader> recordings;

    public FootageRange(Supplier<RecordingReader> recordings) {
        this.recordings = recordings;
    }

    /** @param complete whether it is all */
    public record Found(List<RecordedSegment> segments, List<RecordingGap> gaps, boolean complete) {}

    public List<RecordedSegment> segments(CameraId camera, StreamRole role, Instant from, Instant to) {
        return find(camera, role, from, to).segments();
    }

    public Found find(CameraId camera, StreamRole role, Instant from, Instant to) {
        RecordingReader reader = recordings.get();
        List<RecordedSegment> segments = new ArrayList<>();
        // A gap that reaches over the end of a page is told twice.
        Map<Instant, RecordingGap> gaps = new LinkedHashMap<>();
        Instant next = from;
        while (true) {
            Footage page = reader.footage(camera, role, next, to, PAGE);
            segments.addAll(page.segments());
            page.gaps().forEach(gap -> gaps.put(gap.from(), gap));
            if (page.complete() || page.segments().isEmpty() || segments.size() >= MOST) {
                return new Found(segments, List.copyOf(gaps.values()), page.complete());
            }
            next = segments.get(segments.size() - 1).end();
        }
    }
}
