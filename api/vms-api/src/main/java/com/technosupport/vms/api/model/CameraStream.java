package com.technosupport.vms.api.model;

import java.net.URI;
import java.util.Objects;

/**
 * One stream of a camera as it was last negotiated.
 *
 * @param width pixels; 0 while unknown
 * @param height pixels; 0 while unknown
 * @param framesPerSecond 0 while unknown
 * @param uri where it is fetched, never with credentials
 */
public record CameraStream(
        StreamId id, StreamRole role, Codec codec, int width, int height, double framesPerSecond, URI uri) {

    public CameraStream {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(uri, "uri");
        if (width < 0 || height < 0 || !(framesPerSecond >= 0)) {
            throw new IllegalArgumentException("negative size or rate");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a stream's URI carries no credentials");
        }
    }
}
