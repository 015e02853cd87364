package com.technosupport.vms.devices.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells a driver that no longer understands its devices from a device that has fallen silent: it is suspect while half of the
 * devices that are listened to through it, or more, say nothing though they should. Belongs to the thread that watches.
 */
final class DriverSuspicion {

    /** Those that were told of. */
    private final Set<String> suspect = new HashSet<>();

    /** One device and whether it is silent. */
    record Heard(String driver, boolean silent) {}

    /** What is to be told of a driver. */
    record News(boolean suspect, String sentence) {}

    /** What is new, by driver. */
    Map<String, News> judge(Collection<Heard> devices) {
        Map<String, Integer> all = new HashMap<>();
        Map<String, Integer> silent = new HashMap<>();
        for (Heard device : devices) {
            all.merge(device.driver(), 1, Integer::sum);
            silent.merge(device.driver(), device.silent() ? 1 : 0, Integer::sum);
        }
        Map<String, News> news = new LinkedHashMap<>();
        all.forEach((driver, count) -> {
            int quiet = silent.get(driver);
            if (quiet * 2 >= count && suspect.add(driver)) {
                news.put(
                        driver,
                        new News(
                                true, quiet + " of " + count + " devices tell no events through the driver " + driver));
            }
        });
        for (String driver : Set.copyOf(suspect)) {
            int count = all.getOrDefault(driver, 0);
            if (silent.getOrDefault(driver, 0) * 2 < count || count == 0) {
                suspect.remove(driver);
                news.put(driver, new News(false, "Devices tell events through the driver " + driver + " again"));
            }
        }
        return news;
    }

    /** It could not be told: it is news again the next time. */
    void untold(String driver, News news) {
        if (news.suspect()) {
            suspect.remove(driver);
        } else {
            suspect.add(driver);
        }
    }
}
