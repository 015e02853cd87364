package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks one vendor's language. Register it as a service with {@link DriverName}; core finds it by that name, calls it on
 * threads that core owns, limits its time by interrupt, and owns every retry. A driver <em>resolves and negotiates</em>: the
 * streams themselves belong to core, and go on when the driver is updated or removed.
 *
 * <p>It may come and go at run time, so it keeps nothing outside its sessions.
 */
@ConsumerType
public interface VendorDriver {

    /**
     * What to show of the driver, and the options it takes. Cheap: core asks often, since the facets of a driver that is itself
     * extended by plug-ins may change.
     */
    DriverDescriptor descriptor();

    /**
     * Logs in. Returns only a session that works: the device was reached and took the credential.
     *
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_LOCKED},
     *     {@link ErrorCode#DEVICE_UNREACHABLE}, {@link ErrorCode#DEVICE_PROTOCOL} or {@link ErrorCode#NOT_SUPPORTED}. A
     *     refused password is never tried again, since devices lock accounts.
     * @throws InterruptedException when core's patience ended; leave nothing open
     */
    DeviceSession connect(DeviceConnection connection) throws InterruptedException;
}
