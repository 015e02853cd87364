package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.VendorDriver;

/**
 * A driver that is there now.
 *
 * @param rank decides when several have one id
 * @param version of its bundle
 * @param bundle symbolic name
 */
record InstalledDriver(
        DriverDescriptor descriptor, VendorDriver driver, Rank rank, String version, String bundle, DriverCalls calls) {

    String id() {
        return descriptor.id();
    }

    /** As the framework orders services: the higher ranking first, then the older service. */
    record Rank(int ranking, long service) implements Comparable<Rank> {

        @Override
        public int compareTo(Rank other) {
            int byRanking = Integer.compare(other.ranking, ranking);
            return byRanking != 0 ? byRanking : Long.compare(service, other.service);
        }
    }
}
