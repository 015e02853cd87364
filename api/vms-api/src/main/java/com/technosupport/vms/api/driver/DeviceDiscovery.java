package com.technosupport.vms.api.driver;

import org.osgi.annotation.versioning.ConsumerType;

/** Finds a vendor's devices on a network. Register it as a service beside the driver; several run at once. */
@ConsumerType
public interface DeviceDiscovery {

    /**
     * Looks at each address of the subnet, and returns when no more answers are worth waiting for. Sends at a bounded rate;
     * one hostile or endless answer must not hurt the scan.
     *
     * @param observer may be called from any thread until this method returns
     */
    void scan(Subnet subnet, Observer observer) throws InterruptedException;

    /** Hears what a scan finds. */
    @org.osgi.annotation.versioning.ProviderType
    interface Observer {

        /** A device answered. The same device may be told of more than once. */
        void found(DiscoveredDevice device);

        /** So many more addresses were asked. */
        void probed(int addresses);
    }
}
