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
}
