package com.technosupport.vms.media.internal.source;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;

/** Hears one source. Calls do not overlap and must not block: many sources share a thread. */
public interface SourceListener {

    /** How it is read, such as {@code rtsp/tcp}. */
    void opened(String transport);

    /** Comes before the first packet, and again when packets of another format, or with times of another origin, follow. */
    void format(StreamFormat format);

    void packet(Packet packet);

    /** A key frame would mend a loss. */
    void keyFrameWanted();

    /** The last call. */
    void ended(Failure failure);
}
