package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.device.Scan.Found;
import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.DiscoveryComponent.Finder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scan: what its finders do, and what they found. Safe for use by several threads. */
final class ScanRun {

    private static final Logger LOG = LoggerFactory.getLogger(ScanRun.class);
    private static final long LEAVING_MILLIS = 1000;

    private final ScanId id;
    private final Subnet subnet;
    private final long deadlineNanos;
    private final Supplier<List<Camera>> cameras;
    private final DeviceList devices = new DeviceList();
    private final Map<Finder, Part> parts = new LinkedHashMap<>();
    private final List<String> troubles = new ArrayList<>();
    private Scan.State state = Scan.State.RUNNING;
    private long endedNanos;
    private long version = 1;
    private long announcedVersion;

    ScanRun(ScanId id, Subnet subnet, Duration limit, Supplier<List<Camera>> cameras) {
        this.id = id;
        this.subnet = subnet;
        this.deadlineNanos = System.nanoTime() + limit.toNanos();
        this.cameras = cameras;
    }

    ScanId id() {
        return id;
    }

    synchronized boolean isRunning() {
        return state == Scan.State.RUNNING;
    }

    synchronized boolean endedLongerAgoThan(Duration time) {
        return state != Scan.State.RUNNING && System.nanoTime() - endedNanos > time.toNanos();
    }

    synchronized void start(List<Finder> finders, ExecutorService threads) {
        for (Finder finder : finders) {
            Part part = new Part(finder);
            parts.put(finder, part);
            try {
                part.future = threads.submit(part);
            } catch (RejectedExecutionException e) {
                part.over = true;
                troubles.add("too many scans run for driver " + finder.driver());
            }
        }
        if (finders.isEmpty()) {
            troubles.add("No installed driver can look for devices");
        }
        endIfAllDone();
    }

    /** A finder whose driver goes. */
    void abandon(Finder finder) {
        Part part;
        synchronized (this) {
            part = parts.get(finder);
            if (part == null || part.over) {
                return;
            }
            finish(part, "driver " + finder.driver() + " was removed meanwhile");
        }
        part.cancelAndAwait();
    }

    void endIfOver() {
        if (isRunning() && System.nanoTime() - deadlineNanos > 0) {
            end("it took too long");
        }
    }

    /** Ends what still runs. */
    synchronized void end(String reason) {
        for (Part part : parts.values()) {
            if (!part.over) {
                part.cancel();
                finish(part, "driver " + part.finder.driver() + ": " + reason);
            }
        }
    }

    private synchronized void finish(Part part, String trouble) {
        if (part.over) {
            return;
        }
        part.over = true;
        part.failed = !trouble.isEmpty();
        if (part.failed) {
            troubles.add(trouble);
        }
        version++;
        endIfAllDone();
    }

    private void endIfAllDone() {
        if (state != Scan.State.RUNNING || parts.values().stream().anyMatch(part -> !part.over)) {
            return;
        }
        boolean some = parts.values().stream().anyMatch(part -> !part.failed) && !parts.isEmpty();
        state = some ? Scan.State.COMPLETE : Scan.State.FAILED;
        endedNanos = System.nanoTime();
        version++;
    }

    /** The scan, if it changed since this was last asked. */
    Optional<Scan> news() {
        List<Camera> known = cameras.get();
        synchronized (this) {
            if (version == announcedVersion) {
                return Optional.empty();
            }
            announcedVersion = version;
            return Optional.of(snapshot(known));
        }
    }

    Scan snapshot() {
        List<Camera> known = cameras.get();
        synchronized (this) {
            return snapshot(known);
        }
    }

    private Scan snapshot(List<Camera> known) {
        int total = subnet.size();
        // With several finders, an address counts as asked when all that work have asked it.
        int probed = parts.values().stream()
                .filter(part -> !part.failed || parts.size() == 1)
                .mapToInt(part -> part.over && !part.failed ? total : Math.min(part.probed, total))
                .min()
                .orElse(0);
        List<Found> found = devices.all().stream()
                .map(device -> new Found(device, DeviceList.camera(device, known)))
                .toList();
        return new Scan(id, state, probed, total, String.join("; ", troubles), found);
    }

    /** What one finder does. It hears of nothing any more, and is heard no more, once it is over. */
    private final class Part implements Runnable, DeviceDiscovery.Observer {

        final Finder finder;
        Future<?> future;
        boolean over;
        boolean failed;
        int probed;
        private boolean running;

        Part(Finder finder) {
            this.finder = finder;
        }

        @Override
        public void run() {
            synchronized (ScanRun.this) {
                if (over) {
                    return;
                }
                running = true;
            }
            String trouble = "";
            try {
                finder.discovery().scan(subnet, this);
            } catch (InterruptedException e) {
                trouble = "driver " + finder.driver() + " was interrupted";
            } catch (VmsException e) {
                trouble = "driver " + finder.driver() + ": " + e.getMessage();
            } catch (RuntimeException | Error e) {
                LOG.warn("Discovery of driver {} failed", finder.driver(), e);
                trouble = "driver " + finder.driver() + " failed";
            } finally {
                synchronized (ScanRun.this) {
                    running = false;
                    ScanRun.this.notifyAll();
                }
                finish(this, trouble);
            }
        }

        void cancel() {
            if (future != null) {
                future.cancel(true);
            }
        }

        void cancelAndAwait() {
            cancel();
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVING_MILLIS);
            boolean interrupted = false;
            synchronized (ScanRun.this) {
                while (running && !interrupted) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0) {
                        LOG.warn("Discovery of driver {} does not end on interrupt", finder.driver());
                        break;
                    }
                    try {
                        ScanRun.this.wait(left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void found(DiscoveredDevice device) {
            synchronized (ScanRun.this) {
                if (!over && devices.add(device)) {
                    version++;
                }
            }
        }

        @Override
        public void probed(int addresses) {
            synchronized (ScanRun.this) {
                if (!over && addresses > 0) {
                    probed = (int) Math.min(Integer.MAX_VALUE / 2, (long) probed + addresses);
                    version++;
                }
            }
        }
    }
}
