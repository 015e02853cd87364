package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.model.StreamId;
import java.util.ArrayList;
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

    /** The most frames that it takes at once, and is the faster for; always the same answer. */
    default int batch() {
        return 1;
    }

    /**
     * Looks at frames of different streams at once; else as {@link #detect}. An exception counts for all of them.
     *
     * @param frames 1 to {@link #batch()}
     * @return what is seen in each, in their order
     */
    default List<List<Detection>> detectAll(List<Frame> frames) throws InterruptedException {
        List<List<Detection>> all = new ArrayList<>();
        for (Frame frame : frames) {
            all.add(detect(frame));
        }
        return all;
    }

    /** No more frames of that stream come for now: what is kept of it can go. */
    default void forget(StreamId stream) {}
}
