package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What cameras and recorders have recorded by themselves: what a gap in our own recordings is filled from. The service is
 * {@code com.technosupport.vms.api.device.ArchiveFootage}; {@link #fetch} is all that a reader needs. All times are true time,
 * whatever the device's clock says. Safe for use by several threads.
 */
@ProviderType
public interface ArchiveFootage {

    /**
     * What there is between two instants, oldest first; at most
     * {@link com.technosupport.vms.api.driver.DeviceArchive#MOST_SPANS} stretches.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} when the device does not record, and as
     *     {@link DeviceRegistry#with}
     */
    List<Span> search(CameraId camera, Instant from, Instant to) throws InterruptedException;

    /**
     * Fetches what there is between two instants, oldest first. Blocks until all of it has come: as fast as the device plays and the
     * sink takes it, so an hour can take an hour. Ended by interrupt. A device is read by one caller at a time: another one waits for
     * its turn.
     *
     * @param role what is wanted; devices that record one stream alone give that
     * @param sink gets each stretch from a key frame at or shortly before its start
     * @return the stretches that came, for which the sink has had its packets; a device may end one earlier than it said
     * @throws VmsException as {@link #search}, and {@link ErrorCode#STREAM_UNAVAILABLE} when the device broke off: what the sink has
     *     had by then is good, and fetching can go on behind it
     */
    List<Span> fetch(CameraId camera, StreamRole role, Instant from, Instant to, FootageSink sink)
            throws InterruptedException;
}
