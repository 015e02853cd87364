package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The profiles that are there at the moment, the one to be asked first at the front. Safe for use by several threads. */
final class InstalledProfiles {

    private static final int PATIENCE_SECONDS = 2;

    private record Ranked(InstalledProfile installed, Comparable<?> rank) {}

    /** Guarded by this. */
    private final List<Ranked> ranked = new ArrayList<>();

    private volatile List<InstalledProfile> all = List.of();

    /** A facet and whose it is. */
    record Provided<F>(InstalledProfile by, F facet) {}

    /** @param rank greater is asked first; all of one type, such as service references */
    synchronized void add(OnvifProfile profile, Comparable<?> rank) {
        ranked.add(new Ranked(new InstalledProfile(profile), rank));
        ranked.sort(
                Comparator.comparing(Ranked::rank, InstalledProfiles::compare).reversed());
        publish();
    }

    @SuppressWarnings("unchecked") // All ranks are of one type, which they can be compared with.
    private static int compare(Comparable<?> one, Comparable<?> other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    /** Returns when nobody is inside the profile any more, or hangs in it. */
    void remove(OnvifProfile profile) {
        Optional<Ranked> found;
        synchronized (this) {
            found = ranked.stream()
                    .filter(candidate -> candidate.installed().profile() == profile)
                    .findFirst();
            found.ifPresent(ranked::remove);
            publish();
        }
        found.ifPresent(gone -> gone.installed().end(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private void publish() {
        all = ranked.stream().map(Ranked::installed).toList();
    }

    /** A new list whenever a profile has come or gone. */
    List<InstalledProfile> all() {
        return all;
    }

    /** All that any of them may offer. */
    Set<Class<?>> facets() {
        Set<Class<?>> facets = new HashSet<>();
        all.forEach(installed -> facets.addAll(installed.profile().facets()));
        return facets;
    }

    /** The facet for a device, of each profile that has it. */
    <F> List<Provided<F>> facets(Class<F> type, OnvifDevice device) {
        List<Provided<F>> found = new ArrayList<>();
        for (InstalledProfile installed : all) {
            installed.facet(type, device).ifPresent(facet -> found.add(new Provided<>(installed, facet)));
        }
        return found;
    }

    void forget(OnvifDevice device) {
        all.forEach(installed -> installed.forget(device));
    }
}
