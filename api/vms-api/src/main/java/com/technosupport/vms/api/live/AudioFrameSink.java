package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.Codec;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes what a viewer says into the microphone. Calls never overlap, and must not block. */
@FunctionalInterface
@ConsumerType
public interface AudioFrameSink {

    /**
     * Takes the next 20 ms of sound, in order. What got lost on the way, and what a browser leaves out in silence, is left out.
     *
     * @param codec one of those asked for: {@link Codec#PCMU} or {@link Codec#PCMA}
     * @param frame 160 samples of 8 kHz, one byte each (ITU-T G.711); the sink's own
     */
    void frame(Codec codec, byte[] frame);
}
