package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamRole;
import java.util.List;
import java.util.Objects;

/**
 * One picture of a device: the only one of a camera, one of many of a recorder.
 *
 * @param id the device's own name for it, stable over restarts
 * @param name as the device shows it; may be empty
 * @param streams what it offers, at most one a role; at least MAIN where it is connected
 * @param connected false for a recorder's channel that gets no picture at the moment
 * @param source what the recorder knows of the camera behind the channel; {@link DeviceInfo#UNKNOWN} for a camera's own
 */
public record Channel(String id, String name, List<ChannelStream> streams, boolean connected, DeviceInfo source) {

    public Channel {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        streams = List.copyOf(streams);
        Objects.requireNonNull(source, "source");
    }

    /** A camera's own picture. */
    public Channel(String id, String name, List<ChannelStream> streams) {
        this(id, name, streams, true, DeviceInfo.UNKNOWN);
    }

    /**
     * What a device says of one stream.
     *
     * @param width pixels; 0 if unknown
     * @param height pixels; 0 if unknown
     * @param framesPerSecond 0 if unknown
     */
    public record ChannelStream(StreamRole role, Codec codec, int width, int height, double framesPerSecond) {

        public ChannelStream {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(codec, "codec");
            if (width < 0 || height < 0 || !(framesPerSecond >= 0)) {
                throw new IllegalArgumentException("negative size or rate");
            }
        }
    }
}
