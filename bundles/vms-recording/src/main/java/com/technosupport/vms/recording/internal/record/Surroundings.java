package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import java.io.IOException;
import java.util.Optional;

/** What a {@link StreamRecorder} needs of the rest of recording. All times in microseconds of Unix time. None of it blocks for the database. */
public interface Surroundings {

    /** Begins a file. */
    SegmentWriter open(StreamKey key, long start, Track video, Optional<Track> sound) throws IOException;

    /** A file is written to its end, and is to be ended and indexed. */
    void closed(StreamKey key, SegmentWriter writer);

    /** Before this nothing more may lie: there is footage already. */
    long earliest(StreamKey key);

    /** Footage goes on. */
    void footage(StreamKey key, long from);

    /** Footage is missing from here on. */
    void missing(StreamKey key, long from, Cause cause, String detail);

    /** Whether a volume may be written to still. */
    boolean takes(String volume);

    /** Whether a volume is nearly full, so that the next key frame should begin a file elsewhere, or none. */
    boolean isLow(String volume);

    /** A volume did not take what it was given. */
    void failed(String volume, IOException failure);
}
