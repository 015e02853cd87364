package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.Discovery;
import com.technosupport.vms.api.device.DiscoveryListener;
import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Looks for devices with every driver that can. Each of them runs on a thread of its own, with a time limit for the whole
 * scan, so that one that hangs or fails costs only what it would have found.
 */
@Component(service = Discovery.class)
public final class DiscoveryComponent implements Discovery {

    private static final String DRIVER_PROPERTY = "vms.driver";
    private static final int MOST_RUNNING = 4;
    private static final int MOST_KEPT = 64;
    private static final int MOST_THREADS = 32;
    private static final long TICK_MILLIS = 250;

    /** How patient scans are. */
    record Patience(Duration least, Duration anAddress, Duration kept) {

        static final Patience USUAL =
                new Patience(Duration.ofSeconds(10), Duration.ofMillis(8), Duration.ofMinutes(15));

        Duration of(Subnet subnet) {
            return least.plus(anAddress.multipliedBy(subnet.size()));
        }
    }

    private final Supplier<List<Camera>> cameras;
    private final BundleContext context;
    private final Patience patience;
    private final Clock clock;
    private final Map<Object, Finder> finders = new ConcurrentHashMap<>();
    private final Map<ScanId, ScanRun> scans = new ConcurrentHashMap<>();
    private final Announcer<DiscoveryListener> listeners = new Announcer<>("vms-discovery-announcer");
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-discovery-watch"));
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), new NamedThreads("vms-discovery"));
    private final ScheduledFuture<?> ticking;

    @Activate
    public DiscoveryComponent(@Reference DeviceRegistry registry, BundleContext context) {
        this(registry::cameras, context, Patience.USUAL, Clock.systemUTC());
    }

    DiscoveryComponent(Supplier<List<Camera>> cameras, BundleContext context, Patience patience, Clock clock) {
        this.cameras = cameras;
        this.context = context;
        this.patience = patience;
        this.clock = clock;
        this.ticking = ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        ticking.cancel(false);
        NamedThreads.end(ticker, "Discovery watch", Duration.ofSeconds(2));
        scans.values().forEach(run -> run.end("The server stops looking for devices"));
        NamedThreads.end(threads, "Discovery", Duration.ofSeconds(2));
        listeners.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(" + DRIVER_PROPERTY + "=*)")
    void addFinder(DeviceDiscovery discovery, ServiceReference<DeviceDiscovery> reference) {
        addFinder(reference, String.valueOf(reference.getProperty(DRIVER_PROPERTY)), discovery);
    }

    void removeFinder(ServiceReference<DeviceDiscovery> reference) {
        removeFinder((Object) reference);
    }

    void addFinder(Object key, String driver, DeviceDiscovery discovery) {
        finders.put(key, new Finder(driver, discovery));
    }

    /** When this returns, the finder is not called any more, and runs no longer unless it ignores interrupts. */
    void removeFinder(Object key) {
        Finder gone = finders.remove(key);
        if (gone != null) {
            scans.values().forEach(run -> run.abandon(gone));
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(ServiceReference<DiscoveryListener> reference) {
        listeners.add(reference, () -> context.getService(reference), released -> context.ungetService(reference));
    }

    void removeListener(ServiceReference<DiscoveryListener> reference) {
        listeners.remove(reference);
    }

    void addListener(DiscoveryListener listener) {
        listeners.add(listener, () -> listener, released -> {});
    }

    @Override
    public synchronized ScanId start(Subnet subnet) {
        forgetOld();
        long running = scans.values().stream().filter(ScanRun::isRunning).count();
        if (running >= MOST_RUNNING) {
            throw new VmsException(ErrorCode.BUSY, "Other scans are running; try again when they are done");
        }
        ScanRun run = new ScanRun(ScanId.next(clock), subnet, patience.of(subnet), cameras);
        scans.put(run.id(), run);
        run.start(List.copyOf(finders.values()), threads);
        return run.id();
    }

    @Override
    public Optional<Scan> scan(ScanId id) {
        return Optional.ofNullable(scans.get(id)).map(ScanRun::snapshot);
    }

    private void tick() {
        for (ScanRun run : scans.values()) {
            run.endIfOver();
            run.news()
                    .ifPresent(scan -> listeners.announce(listener -> {
                        if (scan.state() == Scan.State.RUNNING) {
                            listener.progress(scan);
                        } else {
                            listener.complete(scan);
                        }
                    }));
        }
        forgetOld();
    }

    private synchronized void forgetOld() {
        scans.values().removeIf(run -> run.endedLongerAgoThan(patience.kept()));
        while (scans.size() >= MOST_KEPT) {
            Optional<ScanRun> oldest = scans.values().stream()
                    .filter(run -> !run.isRunning())
                    .min(java.util.Comparator.comparing(ScanRun::id));
            if (oldest.isEmpty()) {
                return;
            }
            scans.remove(oldest.get().id());
        }
    }

    /** One driver's way of finding devices. */
    record Finder(String driver, DeviceDiscovery discovery) {}
}
