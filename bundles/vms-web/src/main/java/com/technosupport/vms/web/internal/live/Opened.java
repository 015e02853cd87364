package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamRole;
import java.util.Optional;

/**
 * What a viewer gets.
 *
 * @param session empty where each request of the viewer stands for itself (HLS)
 * @param protocol {@code webrtc}, {@code mse} or {@code hls}
 * @param role of the stream that is sent
 * @param reason what is not as asked for, and why
 * @param keyFrameSeconds between the stream's key frames; 0 while unknown
 * @param sdp our offer, or answer to the viewer's; empty but for WebRTC
 * @param url where the video is fetched; empty for WebRTC
 */
public record Opened(
        Optional<LiveSessionId> session,
        String protocol,
        StreamRole role,
        LiveReason reason,
        double keyFrameSeconds,
        String sdp,
        String url) {}
