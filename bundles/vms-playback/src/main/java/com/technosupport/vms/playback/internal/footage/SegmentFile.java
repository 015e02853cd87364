package com.technosupport.vms.playback.internal.footage;

import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What is known of a segment, so that a part of it is read without asking anybody else.
 *
 * @param index of an open segment, as of when this was made
 * @param header all of the file that stands before the first cluster
 */
public record SegmentFile(RecordedSegment segment, Path path, KeyFrameIndex index, byte[] header) {

    /** Milliseconds from its start to its end, rounded up, so that the last picture is in. */
    public int length() {
        return length(segment);
    }

    /** The same of a segment of which no more is known. */
    public static int length(RecordedSegment segment) {
        Duration length = Duration.between(segment.start(), segment.end());
        return (int) Math.min(Integer.MAX_VALUE, length.plusNanos(999_999).toMillis());
    }

    /** Packets from the cluster of a key frame on. */
    public PacketReader packets(int key) throws IOException {
        // What is beyond the safe end of an open segment may be half written: no key frame that is asked for is there.
        return new PacketReader(new ClusterSource(header, path, index.position(key), Long.MAX_VALUE));
    }
}
