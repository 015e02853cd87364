package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.StreamId;

/** What is done for one camera whose detection is on, from one change of its policy or stream to the next. */
interface Watch extends AutoCloseable {

    StreamId stream();

    DetectionPolicy policy();

    /** Opens or closes what it needs now. Called every few seconds, and soon after {@link #hears} said so, by one thread. */
    void attend();

    /**
     * Takes what the camera itself tells. Does not block.
     *
     * @return whether {@link #attend} is to be called soon
     */
    boolean hears(EventMessage event);

    CameraDetection figures();

    /** Ends it; whoever was told of has left. */
    @Override
    void close();
}
