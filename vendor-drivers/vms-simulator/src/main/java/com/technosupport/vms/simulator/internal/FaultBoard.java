package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.Fault;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The faults of one camera that are on. Written by any thread, read by the camera's event loop without a lock. */
public final class FaultBoard {
    private volatile Map<Fault, Double> on = Map.of();

    public boolean has(Fault fault) {
        return on.containsKey(fault);
    }

    /** The amount of a fault, 0 when it is off. */
    public double amount(Fault fault) {
        return on.getOrDefault(fault, 0.0);
    }

    public Map<Fault, Double> all() {
        return on;
    }

    public synchronized void set(Fault fault, double amount) {
        if (!Double.isFinite(amount) || amount < 0) {
            throw new IllegalArgumentException("Amount of " + fault + " must be a number of at least 0: " + amount);
        }
        Map<Fault, Double> next = copy();
        next.put(fault, amount);
        on = Collections.unmodifiableMap(next);
    }

    public synchronized void clear(Fault fault) {
        Map<Fault, Double> next = copy();
        next.remove(fault);
        on = Collections.unmodifiableMap(next);
    }

    public synchronized void clear() {
        on = Map.of();
    }

    private Map<Fault, Double> copy() {
        Map<Fault, Double> copy = new EnumMap<>(Fault.class);
        copy.putAll(on);
        return copy;
    }
}
