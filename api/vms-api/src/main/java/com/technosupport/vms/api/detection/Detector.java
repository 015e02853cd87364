package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.model.StreamId;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees things in frames. Registered as a service. Two of the same {@link DetectorInfo#id()} may be there for a while, during an
 * update: the one that was there first serves until it goes.
 *
 * <p>Calls come from several threads at once, though for each stream from one at a time and in the order of its frames.
 */
@ConsumerType
public interface Detector {

    /** What it is; always the same answer. */
    DetectorInfo info();

    /**
     * Looks at a frame. May take as long as it takes, and ends soon when the thread is interrupted. An exception counts as
     * nothing seen, and is told to the operator.
     *
     * @param frame the caller's; not to be kept
     * @return whatever it is sure of to some degree, each object once
     */
    List<Detection> detect(Frame frame) throws InterruptedException;

    /** No more frames of that stream come for now: what is kept of it can go. */
    default void forget(StreamId stream) {}
}
