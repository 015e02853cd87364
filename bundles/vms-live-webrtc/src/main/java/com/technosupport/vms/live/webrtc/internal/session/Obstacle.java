package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.sdp.MediaPlan;
import java.util.Map;

/** Why a viewer cannot have a stream by WebRTC: for who asks an error, for who watches already a reason. */
record Obstacle(ErrorCode code, LiveReason reason) {

    static Obstacle noVideo() {
        return new Obstacle(
                ErrorCode.STREAM_UNAVAILABLE,
                LiveReason.of(LiveReason.Code.NO_VIDEO, "The camera sends no video on this stream"));
    }

    static Obstacle reordered() {
        return new Obstacle(
                ErrorCode.CODEC_UNSUPPORTED,
                LiveReason.of(LiveReason.Code.B_FRAMES, "The stream uses B-frames, which WebRTC cannot show"));
    }

    /** Nobody can have it. */
    static Obstacle notSent(Codec codec) {
        return of(codec, "which is not sent over WebRTC");
    }

    /** This viewer cannot have it. */
    static Obstacle notTaken(Codec codec) {
        return of(codec, "which the viewer does not take over WebRTC");
    }

    private static Obstacle of(Codec codec, String why) {
        return new Obstacle(
                ErrorCode.CODEC_UNSUPPORTED,
                LiveReason.of(
                        LiveReason.Code.CODEC_NOT_BY_WEBRTC,
                        "The stream is " + MediaPlan.name(codec) + ", " + why,
                        Map.of("codec", codec.name())));
    }

    VmsException exception() {
        return new VmsException(code, reason.text());
    }
}
