package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.media.PacketSink;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A stream that only its driver can read. Its packets stop while the driver is updated, unlike those of an
 * {@link RtspSource}: prefer that where the device has it.
 */
@ConsumerType
public non-sealed interface CustomSource extends MediaSource {

    /**
     * Reads until the stream ends or the thread is interrupted. Core owns the thread and the retry.
     *
     * @param sink takes the format once before the first packet, and again at each change
     */
    void run(PacketSink sink) throws InterruptedException;
}
