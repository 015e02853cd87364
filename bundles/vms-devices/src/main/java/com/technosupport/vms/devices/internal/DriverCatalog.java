package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.media.MetadataStreams;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Origin;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers that are installed now, by id, and which of them serves. Safe for use by several threads.
 *
 * <p>Of several with one id, the one with the highest ranking serves; among equals the one that serves already goes on, so
 * that nothing changes hands because something was added. A driver whose bundle is held back serves only the devices that it
 * was given, or all when no other is there. A choice takes effect for the next call; nothing here waits for devices.
 */
final class DriverCatalog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DriverCatalog.class);
    private static final Duration FIRST_DESCRIPTION = Duration.ofSeconds(2);

    private final int threadsPerDriver;
    private final Clock clock;
    private final Predicate<Object> present;
    private final long startedNanos = System.nanoTime();
    private final Map<String, TreeMap<Rank, InstalledDriver>> drivers = new HashMap<>();
    private final Map<String, InstalledDriver> serving = new HashMap<>();
    private final Map<String, Long> goneNanos = new HashMap<>();
    /** Bundles held back, each with the devices that it was given. */
    private final Map<Long, Set<Object>> candidates = new HashMap<>();
    /** Why a bundle's service is not used. */
    private final Map<Long, String> refused = new HashMap<>();

    private final Queue<Departed> departed = new ConcurrentLinkedQueue<>();

    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Supplier<Optional<MetadataStreams>> metadata = Optional::empty;

    /** Holds nothing of the driver itself, so that its classes may go. */
    private record Departed(String driver, DriverCalls calls, long sinceNanos) {}

    /** @param present whether a device, by the id of its camera or recorder, is known to be there other than by its driver */
    DriverCatalog(int threadsPerDriver, Clock clock, Predicate<Object> present) {
        this.threadsPerDriver = Math.max(1, threadsPerDriver);
        this.clock = clock;
        this.present = present;
    }

    /** Says who reads metadata streams for drivers. */
    void metadataBy(Supplier<Optional<MetadataStreams>> reader) {
        metadata = reader;
    }

    /** What a camera's device is known by: devices, not cameras, change hands, since a recorder's cameras share its session. */
    static Object device(Camera camera) {
        return camera.nvr().<Object>map(nvr -> nvr).orElse(camera.id());
    }

    /** Has something run, quickly, after each change of what is there or which serves. */
    void follow(Runnable follower) {
        followers.add(follower);
    }

    void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    /** @return false when the driver does not even say what it is */
    boolean add(String id, Rank rank, VendorDriver driver, Origin origin) {
        DriverCalls calls = new DriverCalls(id, threadsPerDriver);
        String trouble = "";
        DriverDescriptor descriptor = null;
        try {
            // Not on the framework's thread: a driver that hangs here must hold up no other bundle's start.
            descriptor = calls.call(FIRST_DESCRIPTION, driver::descriptor);
            if (descriptor == null || !descriptor.id().equals(id)) {
                trouble = "it calls itself " + (descriptor == null ? "nothing" : descriptor.id());
            }
        } catch (VmsException e) {
            trouble = "it fails to describe itself: " + cause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trouble = "the server had no time for it";
        }
        if (!trouble.isEmpty()) {
            calls.close();
            synchronized (this) {
                refused.put(origin.bundleId(), "Driver " + id + " is not used, because " + trouble);
            }
            LOG.warn("Driver {} {} ({}) is not used: {}", id, origin.version(), origin.bundle(), trouble);
            return false;
        }
        InstalledDriver installed = new InstalledDriver(
                descriptor, driver, rank, origin, calls, new DriverRecord(clock, present), () -> metadata.get());
        boolean serves;
        synchronized (this) {
            refused.remove(origin.bundleId());
            drivers.computeIfAbsent(id, key -> new TreeMap<>()).put(rank, installed);
            Optional.ofNullable(serving.get(id))
                    .ifPresent(former -> installed.record().follow(former.record()));
            choose(id);
            serves = serving.get(id) == installed;
        }
        LOG.info(
                "Driver {} {} ({}) is installed{}",
                id,
                origin.version(),
                origin.bundle(),
                serves ? "" : ", in reserve");
        tell();
        return true;
    }

    private static String cause(VmsException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return DriverRecord.line(cause.getClass().getSimpleName() + " " + cause.getMessage());
    }

    /**
     * Forgets a driver: first nobody finds it any more, then its calls are ended, then its sessions closed, so that it is
     * never called after this returns.
     */
    void remove(String id, Rank rank, Consumer<InstalledDriver> closeSessions) {
        InstalledDriver gone;
        synchronized (this) {
            TreeMap<Rank, InstalledDriver> sameId = drivers.getOrDefault(id, new TreeMap<>());
            gone = sameId.remove(rank);
            if (gone != null) {
                if (sameId.isEmpty()) {
                    drivers.remove(id);
                    goneNanos.put(id, System.nanoTime());
                }
                choose(id);
            }
        }
        if (gone != null) {
            tell();
            gone.calls().close();
            closeSessions.accept(gone);
            departed.add(new Departed(id + " " + gone.version(), gone.calls(), System.nanoTime()));
            LOG.info("Driver {} {} ({}) is gone", id, gone.version(), gone.bundle());
        }
    }

    /**
     * Ends the threads that drivers started and did not end when they went: each would hold a version's classes for ever. To be
     * called from time to time.
     *
     * @param grace what a driver has for ending them itself
     */
    void endThreadsLeftBehind(Duration grace) {
        long now = System.nanoTime();
        departed.removeIf(gone -> {
            boolean due = now - gone.sinceNanos() >= grace.toNanos();
            List<String> left = due ? gone.calls().endThreadsLeftBehind() : List.of();
            if (!left.isEmpty()) {
                LOG.warn("Driver {} has gone and left threads running, which are interrupted: {}", gone.driver(), left);
            }
            return due;
        });
    }

    /** Makes up its mind who serves. Guarded by this. */
    private void choose(String id) {
        Collection<InstalledDriver> there =
                drivers.getOrDefault(id, new TreeMap<>()).values();
        if (there.isEmpty()) {
            serving.remove(id);
            return;
        }
        InstalledDriver best = there.stream()
                .filter(driver -> !candidates.containsKey(driver.bundleId()))
                .findFirst()
                .orElseGet(() -> there.iterator().next());
        InstalledDriver now = serving.get(id);
        boolean goesOn = now != null
                && there.contains(now)
                && candidates.containsKey(now.bundleId()) == candidates.containsKey(best.bundleId())
                && now.rank().ranking() >= best.rank().ranking();
        if (!goesOn) {
            serving.put(id, best);
        }
    }

    // Trials

    /** Holds a bundle's drivers back, those that are there and those to come, wherever there is another. */
    void holdBack(long bundle, Consumer<InstalledDriver> closeSessions) {
        List<InstalledDriver> former;
        List<InstalledDriver> lost;
        synchronized (this) {
            Map<String, InstalledDriver> before = Map.copyOf(serving);
            Set<Object> given = candidates.put(bundle, new HashSet<>());
            drivers.keySet().forEach(this::choose);
            former = replaced(before);
            lost = given == null || given.isEmpty() ? List.of() : of(bundle);
        }
        switched(former, closeSessions);
        lost.forEach(closeSessions);
    }

    /** Lets a bundle's drivers serve, at once, where they are not outranked. */
    void release(long bundle, Consumer<InstalledDriver> closeSessions) {
        List<InstalledDriver> former;
        synchronized (this) {
            Map<String, InstalledDriver> before = Map.copyOf(serving);
            candidates.remove(bundle);
            for (InstalledDriver driver : of(bundle)) {
                InstalledDriver now = serving.get(driver.id());
                if (now != null
                        && now != driver
                        && now.rank().ranking() <= driver.rank().ranking()) {
                    driver.record().follow(now.record());
                    serving.put(driver.id(), driver);
                }
                choose(driver.id());
            }
            former = replaced(before);
        }
        switched(former, closeSessions);
    }

    /** Guarded by this. */
    private List<InstalledDriver> replaced(Map<String, InstalledDriver> before) {
        return before.entrySet().stream()
                .filter(entry -> serving.get(entry.getKey()) != entry.getValue())
                .map(Map.Entry::getValue)
                .toList();
    }

    private void switched(List<InstalledDriver> former, Consumer<InstalledDriver> closeSessions) {
        tell();
        for (InstalledDriver driver : former) {
            driver(driver.id())
                    .ifPresent(now ->
                            LOG.info("Driver {}: {} serves, {} no longer", now.id(), now.version(), driver.version()));
            closeSessions.accept(driver);
        }
    }

    /** @return false when the bundle is not held back */
    boolean give(long bundle, Collection<?> devices) {
        synchronized (this) {
            Set<Object> given = candidates.get(bundle);
            if (given == null) {
                return false;
            }
            given.addAll(devices);
        }
        tell();
        return true;
    }

    synchronized boolean isHeldBack(long bundle) {
        return candidates.containsKey(bundle);
    }

    synchronized Set<Object> given(long bundle) {
        return Set.copyOf(candidates.getOrDefault(bundle, Set.of()));
    }

    synchronized String refusal(long bundle) {
        return refused.getOrDefault(bundle, "");
    }

    /** Forgets what was said of bundles that are there no more. */
    synchronized void forgetBundles(Predicate<Long> gone) {
        candidates.keySet().removeIf(gone);
        refused.keySet().removeIf(gone);
    }

    /** The drivers of a bundle. */
    synchronized List<InstalledDriver> of(long bundle) {
        return drivers.values().stream()
                .flatMap(sameId -> sameId.values().stream())
                .filter(driver -> driver.bundleId() == bundle)
                .toList();
    }

    // Finding

    /** The one that serves. */
    synchronized Optional<InstalledDriver> driver(String id) {
        return Optional.ofNullable(serving.get(id));
    }

    /** The one that serves a camera. */
    Optional<InstalledDriver> driver(Camera camera) {
        return driver(camera.driver(), device(camera));
    }

    /** The one that serves a recorder. */
    Optional<InstalledDriver> driver(String id, NvrId nvr) {
        return driver(id, (Object) nvr);
    }

    private synchronized Optional<InstalledDriver> driver(String id, Object device) {
        if (!candidates.isEmpty()) {
            for (InstalledDriver driver :
                    drivers.getOrDefault(id, new TreeMap<>()).values()) {
                if (candidates.getOrDefault(driver.bundleId(), Set.of()).contains(device)) {
                    return Optional.of(driver);
                }
            }
        }
        return Optional.ofNullable(serving.get(id));
    }

    /** Those that serve and those held back; those that lie in reserve are not told of. */
    synchronized List<InstalledDriver> installed() {
        List<InstalledDriver> all = new ArrayList<>();
        drivers.values().stream().flatMap(sameId -> sameId.values().stream()).forEach(driver -> {
            if (serves(driver) || candidates.containsKey(driver.bundleId())) {
                all.add(driver);
            }
        });
        all.sort(java.util.Comparator.comparing(InstalledDriver::id).thenComparing(driver -> !serves(driver)));
        return all;
    }

    synchronized boolean serves(InstalledDriver driver) {
        return serving.get(driver.id()) == driver;
    }

    /** How long a driver has been away, counted from our own start if it never was here; empty when it is here. */
    synchronized Optional<Duration> absence(String id) {
        return drivers.containsKey(id)
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(System.nanoTime() - goneNanos.getOrDefault(id, startedNanos)));
    }

    static VmsException missing(String driver) {
        return new VmsException(ErrorCode.DRIVER_MISSING, "Driver " + driver + " is not installed");
    }

    private void tell() {
        followers.forEach(Runnable::run);
    }

    @Override
    public void close() {
        List<InstalledDriver> all;
        synchronized (this) {
            all = drivers.values().stream()
                    .flatMap(sameId -> sameId.values().stream())
                    .toList();
            drivers.clear();
            serving.clear();
        }
        all.forEach(driver -> driver.calls().close());
    }
}
