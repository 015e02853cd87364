package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** All that operators have entered, for a backup. Taken in again by the store itself, at a start with an empty database. */
@ProviderType
public interface OperatorData {

    /**
     * Writes every table as of one moment, while everything goes on. Secrets in it are sealed or hashed as they are stored.
     *
     * @param directory empty, and private to the server's user
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE}
     */
    void export(Path directory) throws IOException;
}
