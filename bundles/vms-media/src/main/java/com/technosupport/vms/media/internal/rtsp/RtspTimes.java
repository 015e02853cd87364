package com.technosupport.vms.media.internal.rtsp;

import java.time.Duration;

/**
 * How long a session waits.
 *
 * @param connect for the TCP connection
 * @param answer for each answer
 * @param firstVideo after PLAY
 * @param noVideo between two packets of video
 */
public record RtspTimes(Duration connect, Duration answer, Duration firstVideo, Duration noVideo) {

    /** What suits cameras on a network of ordinary quality. */
    public static final RtspTimes USUAL =
            new RtspTimes(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(10), Duration.ofSeconds(8));

    /**
     * How long packets may come without a picture that is new and can be shown: a clock that stands, a codec that was changed
     * under way, or no key frame. Longer than {@link #noVideo}, since some cameras send few key frames.
     */
    Duration noPicture() {
        return noVideo.multipliedBy(5).dividedBy(2);
    }
}
