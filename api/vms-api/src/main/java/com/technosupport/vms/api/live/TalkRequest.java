package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.Codec;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A viewer wants to speak to a device.
 *
 * @param codecs what the device takes; {@link Codec#PCMU}, {@link Codec#PCMA} or both
 * @param sink takes the sound until the session ends
 */
public record TalkRequest(Set<Codec> codecs, AudioFrameSink sink) {

    public TalkRequest {
        codecs = Set.copyOf(codecs);
        Objects.requireNonNull(sink, "sink");
        if (codecs.isEmpty() || !EnumSet.of(Codec.PCMU, Codec.PCMA).containsAll(codecs)) {
            throw new IllegalArgumentException("sound comes as PCMU or PCMA");
        }
    }
}
