package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.model.StreamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detectors that are there. Of two with one id the one that was there first serves: during an update that is the former version,
 * until it goes.
 */
final class Detectors {

    private static final Logger LOG = LoggerFactory.getLogger(Detectors.class);

    /** A detector and where it is from. */
    record Present(Detector detector, DetectorInfo info, String bundle) {

        /** For people. */
        String title() {
            return info.id() + " " + info.version();
        }
    }

    private static final char VERSION = '@';

    private final ConcurrentMap<ServiceReference<Detector>, Present> present = new ConcurrentHashMap<>();
    private final String preferred;
    private volatile Map<String, String> substitutes = Map.of();

    /** @param preferred id of the one that serves where a policy names none */
    Detectors(String preferred) {
        this.preferred = preferred;
    }

    void add(ServiceReference<Detector> reference, Detector detector) {
        try {
            String bundle = reference.getBundle() == null
                    ? ""
                    : String.valueOf(reference.getBundle().getSymbolicName());
            present.put(reference, new Present(detector, detector.info(), bundle));
        } catch (RuntimeException e) {
            LOG.warn("A detector of {} cannot say what it is", reference.getBundle(), e);
        }
    }

    void remove(ServiceReference<Detector> reference) {
        Present gone = present.remove(reference);
        if (gone != null) {
            LOG.debug("Detector {} {} is gone", gone.info().id(), gone.info().version());
        }
    }

    /** @param by by the id of the one whose work each does, an id, or {@code id@version} */
    void substitute(Map<String, String> by) {
        substitutes = Map.copyOf(by);
    }

    Map<String, String> substitutes() {
        return substitutes;
    }

    String preferred() {
        return preferred;
    }

    /** The one that serves: a substitute where there is one and it is here. */
    Optional<Present> find(Optional<String> id) {
        String wanted = id.orElse(preferred);
        String substitute = substitutes.get(wanted);
        Optional<Present> named = substitute == null ? Optional.empty() : named(substitute);
        if (named.isEmpty()) {
            named = named(wanted);
        }
        return id.isPresent() || named.isPresent() ? named : all().stream().findFirst();
    }

    /** @param key an id, or {@code id@version} */
    Optional<Present> named(String key) {
        int at = key.indexOf(VERSION);
        String id = at < 0 ? key : key.substring(0, at);
        return ranked().stream()
                .filter(each -> each.info().id().equals(id))
                .filter(each -> at < 0 || each.info().version().equals(key.substring(at + 1)))
                .findFirst();
    }

    /** By id; of one id the one that serves first. */
    List<Present> all() {
        List<Present> all = new ArrayList<>(ranked());
        all.sort(Comparator.comparing(each -> each.info().id()));
        return all;
    }

    private List<Present> ranked() {
        // As the framework compares them: the highest rank, and of one rank the first that came, is the greatest.
        return present.entrySet().stream()
                .sorted((a, b) -> b.getKey().compareTo(a.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    void forget(StreamId stream) {
        for (Present each : present.values()) {
            try {
                each.detector().forget(stream);
            } catch (RuntimeException e) {
                LOG.warn("Detector {} does not forget a stream", each.info().id(), e);
            }
        }
    }
}
