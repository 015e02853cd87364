package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device with a loudspeaker, by which an operator speaks to whoever is in the picture. A facet of {@link DeviceSession}. */
@ConsumerType
public interface TalkBack {

    /**
     * Where the sound for one channel goes.
     *
     * @param channel a {@link Channel#id()}
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when the channel has no loudspeaker
     */
    Loudspeaker loudspeaker(String channel) throws InterruptedException;
}
