package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.VmsException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Looks for devices with every installed driver's discovery at once. */
@ProviderType
public interface Discovery {

    /**
     * Starts a scan and returns at once; {@link DiscoveryListener}s hear of its progress.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when too many scans run
     */
    ScanId start(Subnet subnet);

    /** A scan that runs or ended not long ago. */
    Optional<Scan> scan(ScanId id);
}
