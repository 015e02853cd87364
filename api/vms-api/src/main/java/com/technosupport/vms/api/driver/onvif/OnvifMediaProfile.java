package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.model.Codec;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A media profile with video: one way in which a device codes one of its pictures (ONVIF Media Service and Media2 Service,
 * GetProfiles).
 *
 * @param token its name in further calls
 * @param source token of the picture's video source
 * @param sourceName as the device calls that; may be empty
 * @param width pixels; 0 if unknown
 * @param height pixels; 0 if unknown
 * @param framesPerSecond 0 if unknown
 * @param ptz token of the PTZ configuration, where it has one
 * @param configurations tokens of its other configurations, by which notifications may name the picture
 */
public record OnvifMediaProfile(
        String token,
        String source,
        String sourceName,
        Codec codec,
        int width,
        int height,
        double framesPerSecond,
        Optional<String> ptz,
        Set<String> configurations) {

    public OnvifMediaProfile {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(sourceName, "sourceName");
        Objects.requireNonNull(codec, "codec");
        if (width < 0 || height < 0 || !(framesPerSecond >= 0)) {
            throw new IllegalArgumentException("negative size or rate");
        }
        Objects.requireNonNull(ptz, "ptz");
        configurations = Set.copyOf(configurations);
    }

    /** How large the picture is. */
    public long pixels() {
        return (long) width * height;
    }
}
