package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that takes pictures by itself. A facet of {@link DeviceSession}. */
@ConsumerType
public interface StillImage {

    /** A JPEG of now. */
    byte[] capture(String channel) throws InterruptedException;

    /**
     * The picture that an answer holds.
     *
     * @throws VmsException {@link ErrorCode#DEVICE_PROTOCOL} when it holds none
     */
    static byte[] jpeg(DeviceHttp.Response response) {
        byte[] picture = response.body();
        if (response.status() != 200
                || picture.length < 4
                || (picture[0] & 0xff) != 0xff
                || (picture[1] & 0xff) != 0xd8) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL, "The device sends no picture (HTTP " + response.status() + ")");
        }
        return picture;
    }
}
