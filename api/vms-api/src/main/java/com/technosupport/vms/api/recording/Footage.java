package com.technosupport.vms.api.recording;

import java.util.List;

/**
 * What there is of a camera between two instants, and what is missing. Both lists are in order of time.
 *
 * @param complete whether there are no more than these; else ask again from the last segment's end
 */
public record Footage(List<RecordedSegment> segments, List<RecordingGap> gaps, boolean complete) {

    public Footage {
        segments = List.copyOf(segments);
        gaps = List.copyOf(gaps);
    }
}
