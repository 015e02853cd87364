package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.model.CameraStream;
import java.util.Optional;

/**
 * One way to bring a picture to a viewer.
 *
 * @param target as what the stream is coded anew for it, if it has to be
 * @param reason why it is not what was asked for, for the viewer
 */
record Rung(String protocol, CameraStream stream, Optional<TranscodeTarget> target, LiveReason reason) {

    static final String WEBRTC = "webrtc";
    static final String MSE = "mse";
    static final String HLS = "hls";

    /** Whether the pictures are coded anew, without which the viewer would see nothing. */
    boolean transcodesPictures() {
        return target.flatMap(TranscodeTarget::video).isPresent();
    }

    Rung withoutTranscoding(LiveReason because) {
        return new Rung(protocol, stream, Optional.empty(), reason.and(because));
    }

    /** The same way, with the camera's privacy mask on the pictures. */
    Rung masked() {
        TranscodeTarget masked = target.orElse(TranscodeTarget.H264_PICTURES).withMask();
        return new Rung(protocol, stream, Optional.of(masked), reason);
    }
}
