package com.technosupport.vms.api.media;

import java.util.Objects;

/**
 * Which frames somebody wants.
 *
 * @param name of the reader, for statistics, such as {@code detection}
 * @param framesPerSecond the most that come, above 0 to 60; fewer come where the camera sends fewer
 * @param keyFramesOnly nothing but key frames is decoded: next to no work, and a frame only as often as the camera sends one
 */
public record FrameRequest(String name, double framesPerSecond, boolean keyFramesOnly) {

    public FrameRequest {
        Objects.requireNonNull(name, "name");
        if (!(framesPerSecond > 0 && framesPerSecond <= 60)) {
            throw new IllegalArgumentException("frames are taken at above 0 to 60 a second");
        }
    }
}
