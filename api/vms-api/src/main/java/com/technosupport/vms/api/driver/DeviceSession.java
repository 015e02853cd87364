package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A working login at one device. Calls block, come one at a time from threads that core owns, and end on interrupt. They
 * throw {@link VmsException} with the codes that {@link VendorDriver#connect} names.
 */
@ConsumerType
public interface DeviceSession extends AutoCloseable {

    DeviceInfo info() throws InterruptedException;

    /** The device's pictures; one for a camera. */
    List<Channel> channels() throws InterruptedException;

    /**
     * Where the packets of one stream come from.
     *
     * @param channel a {@link Channel#id()}
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when there is no such channel or stream
     */
    MediaSource source(String channel, StreamRole role) throws InterruptedException;

    /**
     * An optional power of the device, such as {@link StillImage} or {@link KeyFrameRequest}. Valid until this session is
     * closed.
     */
    <F> Optional<F> facet(Class<F> type);

    /** Logs out where the device wants that. Quick, and harmless when repeated. */
    @Override
    void close();
}
