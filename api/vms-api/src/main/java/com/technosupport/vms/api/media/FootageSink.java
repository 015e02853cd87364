package com.technosupport.vms.api.media;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes recorded footage as a device plays it. Calls come one after the other from a single thread, which belongs to the reading;
 * whoever takes long slows the device down and delays nobody else. Not for more than some seconds at a time: devices give up a
 * reader that stands. An exception ends the reading and reaches whoever began it.
 */
@ConsumerType
public interface FootageSink {

    /**
     * Packets follow, the first of them a key frame. Called again when the format changed and after each gap; {@link Packet#pts()}
     * and {@link Packet#dts()} then start anew.
     */
    void started(StreamFormat format);

    /** @param packet its {@link Packet#arrival()} is when it was recorded, in true time */
    void packet(Packet packet) throws InterruptedException;
}
