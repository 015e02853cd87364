package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.model.StreamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    record Present(Detector detector, DetectorInfo info, String bundle) {}

    private final ConcurrentMap<ServiceReference<Detector>, Present> present = new ConcurrentHashMap<>();
    private final String preferred;

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

    /** The one that serves. */
    Optional<Present> find(Optional<String> id) {
        String wanted = id.orElse(preferred);
        Optional<Present> named = ranked().stream()
                .filter(each -> each.info().id().equals(wanted))
                .findFirst();
        return id.isPresent() || named.isPresent() ? named : all().stream().findFirst();
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
                .map(java.util.Map.Entry::getValue)
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
