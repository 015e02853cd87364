package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells of the drivers: what they are, what they can do now, and how they do. Safe for use by several threads. */
final class DriverOverview {

    private final DriverCatalog catalog;
    private final CameraBook book;
    /** Ids of those that find devices by themselves. */
    private final Set<String> discoverers = ConcurrentHashMap.newKeySet();

    DriverOverview(DriverCatalog catalog, CameraBook book) {
        this.catalog = catalog;
        this.book = book;
    }

    void discovers(String driver, boolean now) {
        if (now) {
            discoverers.add(driver);
        } else {
            discoverers.remove(driver);
        }
    }

    List<DriverInfo> drivers() {
        Map<InstalledDriver, Integer> cameras = new HashMap<>();
        book.all()
                .forEach(managed ->
                        catalog.driver(managed.camera()).ifPresent(driver -> cameras.merge(driver, 1, Integer::sum)));
        return catalog.installed().stream()
                .map(driver -> new DriverInfo(
                        described(driver),
                        driver.version(),
                        driver.bundle(),
                        discoverers.contains(driver.id()),
                        cameras.getOrDefault(driver, 0),
                        catalog.serves(driver) ? DriverInfo.State.SERVING : DriverInfo.State.TRIAL,
                        driver.record().problems(book::nameOf)))
                .toList();
    }

    private static DriverDescriptor described(InstalledDriver driver) {
        try {
            return driver.describe();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return driver.descriptor();
        }
    }
}
