package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.StreamId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Starts and stops recording of a stream, on this machine or, behind a bridge, another: arguments and answers are plain
 * values. Both calls may be repeated without harm.
 */
@ProviderType
public interface RecordingControl {

    /** Records the stream from its next key frame on, until {@link #stopRecording}. */
    void startRecording(StreamId stream);

    /** Closes the current segment, complete and indexed, before it returns. */
    void stopRecording(StreamId stream);
}
