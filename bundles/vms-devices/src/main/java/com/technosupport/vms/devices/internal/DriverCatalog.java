package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drivers that are installed now, by id. Safe for use by several threads. */
final class DriverCatalog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DriverCatalog.class);

    private final int threadsPerDriver;
    private final long startedNanos = System.nanoTime();
    private final Map<String, TreeMap<Rank, InstalledDriver>> drivers = new HashMap<>();
    private final Map<String, Long> goneNanos = new HashMap<>();

    DriverCatalog(int threadsPerDriver) {
        this.threadsPerDriver = Math.max(1, threadsPerDriver);
    }

    /** @return false when the driver does not even say what it is */
    boolean add(String id, Rank rank, VendorDriver driver, String version, String bundle) {
        DriverDescriptor descriptor;
        try {
            descriptor = driver.descriptor();
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("Driver {} ({}) fails to describe itself and is not used", id, bundle, e);
            return false;
        }
        if (!descriptor.id().equals(id)) {
            LOG.warn("Driver {} ({}) calls itself {} and is not used", id, bundle, descriptor.id());
            return false;
        }
        InstalledDriver installed =
                new InstalledDriver(descriptor, driver, rank, version, bundle, new DriverCalls(id, threadsPerDriver));
        synchronized (this) {
            drivers.computeIfAbsent(id, key -> new TreeMap<>()).put(rank, installed);
            goneNanos.remove(id);
        }
        LOG.info("Driver {} {} ({}) is installed", id, version, bundle);
        return true;
    }

    /**
     * Forgets a driver: first nobody finds it any more, then its calls are ended, then its sessions closed, so that it is
     * never called after this returns.
     */
    void remove(String id, Rank rank, Consumer<InstalledDriver> closeSessions) {
        InstalledDriver gone;
        synchronized (this) {
            TreeMap<Rank, InstalledDriver> sameId = drivers.getOrDefault(id, new TreeMap<>());
            gone = sameId.remove(rank);
            if (gone != null && sameId.isEmpty()) {
                drivers.remove(id);
                goneNanos.put(id, System.nanoTime());
            }
        }
        if (gone != null) {
            gone.calls().close();
            closeSessions.accept(gone);
            LOG.info("Driver {} {} ({}) is gone", id, gone.version(), gone.bundle());
        }
    }

    synchronized Optional<InstalledDriver> driver(String id) {
        return Optional.ofNullable(drivers.get(id))
                .map(sameId -> sameId.firstEntry().getValue());
    }

    /** One an id. */
    synchronized List<InstalledDriver> installed() {
        return drivers.values().stream()
                .map(sameId -> sameId.firstEntry().getValue())
                .sorted(java.util.Comparator.comparing(InstalledDriver::id))
                .toList();
    }

    /** How long a driver has been away, counted from our own start if it never was here; empty when it is here. */
    synchronized Optional<Duration> absence(String id) {
        return drivers.containsKey(id)
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(System.nanoTime() - goneNanos.getOrDefault(id, startedNanos)));
    }

    @Override
    public void close() {
        List<InstalledDriver> all;
        synchronized (this) {
            all = drivers.values().stream()
                    .flatMap(sameId -> sameId.values().stream())
                    .toList();
            drivers.clear();
        }
        all.forEach(driver -> driver.calls().close());
    }
}
