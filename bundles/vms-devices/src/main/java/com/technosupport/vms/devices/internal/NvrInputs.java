package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.NvrStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What recorders' contacts are at since the recorders were last read. Kept in memory at once, and stored from time to time,
 * since a door may open often. Safe for use by several threads.
 */
final class NvrInputs {

    private static final Logger LOG = LoggerFactory.getLogger(NvrInputs.class);

    private final NvrStore store;
    private final Map<NvrId, Map<String, Boolean>> inputs = new HashMap<>();
    private final Map<NvrId, Map<String, Boolean>> outputs = new HashMap<>();
    private final Set<NvrId> unsaved = new HashSet<>();
    /** Held while recorders are written. */
    private final Object pen = new Object();

    NvrInputs(NvrStore store) {
        this.store = store;
    }

    void changed(NvrId nvr, String input, boolean active) {
        note(inputs, nvr, store.nvrs(), true, input, active);
    }

    void switched(NvrId nvr, String output, boolean active) {
        note(outputs, nvr, store.nvrs(), false, output, active);
    }

    /** Only what is known is kept, or a hostile device would fill the memory. */
    private void note(
            Map<NvrId, Map<String, Boolean>> states,
            NvrId id,
            List<Nvr> nvrs,
            boolean input,
            String port,
            boolean active) {
        boolean known = nvrs.stream()
                .filter(nvr -> nvr.id().equals(id))
                .flatMap(nvr -> (input ? nvr.inputs() : nvr.outputs()).stream())
                .anyMatch(candidate -> candidate.id().equals(port));
        if (known) {
            synchronized (this) {
                states.computeIfAbsent(id, key -> new HashMap<>()).put(port, active);
                unsaved.add(id);
            }
        }
    }

    /** A stored recorder with what its contacts are at. */
    synchronized Nvr current(Nvr nvr) {
        Map<String, Boolean> in = inputs.getOrDefault(nvr.id(), Map.of());
        Map<String, Boolean> out = outputs.getOrDefault(nvr.id(), Map.of());
        return in.isEmpty() && out.isEmpty() ? nvr : with(nvr, ports(nvr.inputs(), in), ports(nvr.outputs(), out));
    }

    private static List<Port> ports(List<Port> ports, Map<String, Boolean> states) {
        return ports.stream()
                .map(port -> new Port(
                        port.id(),
                        port.name(),
                        Optional.ofNullable(states.get(port.id())).or(port::active)))
                .toList();
    }

    private static Nvr with(Nvr nvr, List<Port> inputs, List<Port> outputs) {
        return new Nvr(
                nvr.id(),
                nvr.name(),
                nvr.address(),
                nvr.driver(),
                nvr.device(),
                nvr.deviceKey(),
                nvr.options(),
                inputs,
                outputs,
                nvr.absent(),
                nvr.createdAt(),
                nvr.syncedAt());
    }

    /** The recorder was read, or written with these states. */
    synchronized void settled(Nvr nvr) {
        forget(nvr.id());
    }

    synchronized void forget(NvrId id) {
        inputs.remove(id);
        outputs.remove(id);
        unsaved.remove(id);
    }

    /** Stores what has changed since. */
    void save() {
        Set<NvrId> due;
        synchronized (this) {
            due = Set.copyOf(unsaved);
            unsaved.clear();
        }
        if (!due.isEmpty()) {
            writing(() ->
                    store.nvrs().stream().filter(nvr -> due.contains(nvr.id())).forEach(this::save));
        }
    }

    private void save(Nvr nvr) {
        try {
            store.save(current(nvr), Optional.empty(), List.of());
        } catch (VmsException e) {
            LOG.debug("Recorder {}: the states of its contacts are not stored now", nvr.name(), e);
            synchronized (this) {
                unsaved.add(nvr.id());
            }
        }
    }

    /** Writes recorders, one writer at a time, so that none writes over what another has just written. */
    void writing(Runnable write) {
        synchronized (pen) {
            write.run();
        }
    }
}
