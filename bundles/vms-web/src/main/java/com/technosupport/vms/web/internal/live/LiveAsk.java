package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamRole;
import java.util.Optional;
import java.util.Set;

/**
 * What a viewer asks for.
 *
 * @param audio whether it wants the sound
 * @param offer the viewer's own, which names its codecs: then WebRTC is the only way
 * @param accept codecs that it takes by WebRTC; empty if it did not say
 * @param mse codecs that it takes by Media Source Extensions; empty if it did not say
 * @param failed protocols that it has tried in vain, or cannot try
 */
public record LiveAsk(
        Camera camera,
        StreamRole role,
        boolean audio,
        Optional<String> offer,
        Set<Codec> accept,
        Set<Codec> mse,
        Set<String> failed) {

    public LiveAsk {
        accept = Set.copyOf(accept);
        mse = mse.isEmpty() ? accept : Set.copyOf(mse);
        failed = Set.copyOf(failed);
    }
}
