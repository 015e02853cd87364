package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** All that a driver gets to make a session with. Valid as long as the session. */
@ProviderType
public interface DeviceConnection {

    DeviceAddress address();

    Credential credential();

    /** The camera's settings for this driver, with the declared defaults filled in. */
    Map<String, String> options();

    /** The only way to speak HTTP to the device. Authenticates as {@link #credential()} by itself. */
    DeviceHttp http();

    /**
     * Reads a metadata stream, by which some devices tell of events that they tell of in no other way. Blocks until it ends, or the
     * thread is interrupted.
     *
     * @param source as {@link MetadataSource#metadata} gives it
     * @throws VmsException how it ended; {@link ErrorCode#NOT_SUPPORTED} where nothing reads such streams
     */
    default void readMetadata(RtspSource source, MetadataSource.Documents documents) throws InterruptedException {
        throw new VmsException(ErrorCode.NOT_SUPPORTED, "Metadata streams are not read here");
    }
}
