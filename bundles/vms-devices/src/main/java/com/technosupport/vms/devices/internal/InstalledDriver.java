package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.media.MetadataStreams;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A driver that is there now. Two are never equal, since two versions of one id may be there at once. */
final class InstalledDriver {

    private static final Logger LOG = LoggerFactory.getLogger(InstalledDriver.class);
    private static final Duration DESCRIBING = Duration.ofMillis(500);
    private static final long DESCRIPTION_NANOS = 1_000_000_000;

    private final String id;
    private final VendorDriver driver;
    private final Rank rank;
    private final Origin origin;
    private final DriverCalls calls;
    private final DriverRecord record;
    private final Supplier<Optional<MetadataStreams>> metadata;
    private volatile DriverDescriptor descriptor;
    private volatile long describedNanos = System.nanoTime();

    InstalledDriver(
            DriverDescriptor descriptor,
            VendorDriver driver,
            Rank rank,
            Origin origin,
            DriverCalls calls,
            DriverRecord record,
            Supplier<Optional<MetadataStreams>> metadata) {
        this.id = descriptor.id();
        this.descriptor = descriptor;
        this.driver = driver;
        this.rank = rank;
        this.origin = origin;
        this.calls = calls;
        this.record = record;
        this.metadata = metadata;
    }

    /**
     * Where a driver comes from.
     *
     * @param version of its bundle
     * @param bundle symbolic name
     * @param bundleId the framework's number for it
     */
    record Origin(String version, String bundle, long bundleId) {}

    String id() {
        return id;
    }

    /** As last asked for; never waits. */
    DriverDescriptor descriptor() {
        return descriptor;
    }

    /**
     * As the driver says now: its powers may change while it runs, as parts of it come and go. Waits a moment at most, and
     * gives the last description when the driver has no time or does not answer well.
     */
    DriverDescriptor describe() throws InterruptedException {
        if (System.nanoTime() - describedNanos < DESCRIPTION_NANOS) {
            return descriptor;
        }
        // Whatever comes of it, the next asker waits no sooner than that again.
        describedNanos = System.nanoTime();
        try {
            DriverDescriptor said = calls.call(DESCRIBING, driver::descriptor);
            if (said != null && said.id().equals(id)) {
                descriptor = said;
            }
        } catch (VmsException e) {
            LOG.debug("Driver {} does not describe itself now: {}", id, e.getMessage());
        }
        return descriptor;
    }

    VendorDriver driver() {
        return driver;
    }

    Rank rank() {
        return rank;
    }

    String version() {
        return origin.version();
    }

    String bundle() {
        return origin.bundle();
    }

    long bundleId() {
        return origin.bundleId();
    }

    DriverCalls calls() {
        return calls;
    }

    /** How its calls to devices went. */
    DriverRecord record() {
        return record;
    }

    /** Who reads metadata streams for it, if anybody does now. */
    Optional<MetadataStreams> metadata() {
        return metadata.get();
    }

    @Override
    public String toString() {
        return "driver " + id + " " + version();
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
