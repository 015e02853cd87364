package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.model.CameraId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Devices that answer as a test says, and a note of what was asked for. */
final class FakeTrials implements DriverTrials {

    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<Long, Tally> tallies = new ConcurrentHashMap<>();

    /** What a device says to a candidate; empty when it answers well. */
    volatile String answer = "";

    /** What it says first, one at a time. */
    final Queue<String> answers = new ConcurrentLinkedQueue<>();

    private final BundleContext context;

    FakeTrials(BundleContext context) {
        this.context = context;
    }

    private void note(String call, long bundle) {
        Bundle it = context.getBundle(bundle);
        calls.add(call + " " + it.getVersion() + (it.getState() == Bundle.ACTIVE ? " active" : " stopped"));
    }

    @Override
    public void announce(long bundle) {
        note("announce", bundle);
    }

    @Override
    public void promote(long bundle) {
        note("promote", bundle);
    }

    @Override
    public void withdraw(long bundle) {
        note("withdraw", bundle);
    }

    @Override
    public List<String> drivers(long bundle) {
        ServiceReference<?>[] services = context.getBundle(bundle).getRegisteredServices();
        return services == null
                ? List.of()
                : Arrays.stream(services)
                        .map(service -> service.getProperty("vms.driver"))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
    }

    @Override
    public String refusal(long bundle) {
        return "";
    }

    @Override
    public List<Answer> probe(long bundle, int most, Duration limit) {
        note("probe", bundle);
        String first = answers.poll();
        return List.of(new Answer(CameraId.next(java.time.Clock.systemUTC()), first == null ? answer : first));
    }

    @Override
    public List<CameraId> rollOut(long bundle, int percent) {
        note("rollOut", bundle);
        return List.of(CameraId.next(java.time.Clock.systemUTC()));
    }

    @Override
    public Tally tally(long bundle) {
        return tallies.getOrDefault(bundle, new Tally(0, 0, ""));
    }
}
