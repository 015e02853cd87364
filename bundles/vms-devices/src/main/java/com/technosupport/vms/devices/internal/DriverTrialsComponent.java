package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a new version of a driver beside the one that serves. */
@Component(service = DriverTrials.class)
public final class DriverTrialsComponent implements DriverTrials {

    private static final Logger LOG = LoggerFactory.getLogger(DriverTrialsComponent.class);
    private static final int PROBES_AT_ONCE = 4;

    private final DriverCatalog catalog;
    private final CameraBook book;
    private final DeviceSessions sessions;
    private final Timing timing;
    private final Predicate<Long> bundleIsGone;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(PROBES_AT_ONCE, new NamedThreads("vms-driver-trial"));

    @Activate
    public DriverTrialsComponent(@Reference DeviceParts parts, BundleContext context) {
        this(parts, bundle -> context.getBundle(bundle) == null);
    }

    DriverTrialsComponent(DeviceParts parts, Predicate<Long> bundleIsGone) {
        this.catalog = parts.catalog();
        this.book = parts.book();
        this.sessions = parts.sessions();
        this.timing = parts.timing();
        this.bundleIsGone = bundleIsGone;
    }

    @Deactivate
    void stop() {
        NamedThreads.end(threads, "Driver trials", Duration.ofSeconds(2));
    }

    @Override
    public void announce(long bundle) {
        catalog.forgetBundles(bundleIsGone);
        catalog.holdBack(bundle, sessions::closeAllOf);
    }

    @Override
    public void promote(long bundle) {
        catalog.release(bundle, sessions::closeAllOf);
    }

    @Override
    public void withdraw(long bundle) {
        catalog.holdBack(bundle, sessions::closeAllOf);
    }

    @Override
    public List<String> drivers(long bundle) {
        return catalog.of(bundle).stream()
                .map(InstalledDriver::id)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String refusal(long bundle) {
        return catalog.refusal(bundle);
    }

    @Override
    public List<CameraId> rollOut(long bundle, int percent) {
        if (percent < 1 || percent > 100) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A part is from 1 to 100 percent");
        }
        if (!catalog.isHeldBack(bundle)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "That bundle is not on trial");
        }
        Set<Object> given = catalog.given(bundle);
        Set<Object> chosen = new HashSet<>();
        for (InstalledDriver driver : catalog.of(bundle)) {
            Map<Object, List<ManagedCamera>> devices = devices(driver.id(), camera -> true);
            int cameras = devices.values().stream().mapToInt(List::size).sum();
            int wanted = Math.max(1, (int) Math.ceil(cameras * percent / 100.0));
            int taken = 0;
            // Those that it has already come first: a second, larger roll-out takes no camera back.
            List<Map.Entry<Object, List<ManagedCamera>>> order = new ArrayList<>(devices.entrySet());
            order.sort(Comparator.comparing(entry -> !given.contains(entry.getKey())));
            for (Map.Entry<Object, List<ManagedCamera>> device : order) {
                if (taken >= wanted) {
                    break;
                }
                chosen.add(device.getKey());
                taken += device.getValue().size();
            }
        }
        if (!catalog.give(bundle, chosen)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "That bundle is not on trial");
        }
        return book.all().stream()
                .map(ManagedCamera::camera)
                .filter(camera -> chosen.contains(DriverCatalog.device(camera)))
                .map(camera -> camera.id())
                .toList();
    }

    @Override
    public Tally tally(long bundle) {
        long succeeded = 0;
        long failed = 0;
        String lastProblem = "";
        for (InstalledDriver driver : catalog.of(bundle)) {
            Tally tally = driver.record().tally();
            succeeded += tally.succeeded();
            failed += tally.failed();
            lastProblem = tally.lastProblem().isEmpty() ? lastProblem : tally.lastProblem();
        }
        return new Tally(succeeded, failed, lastProblem);
    }

    /** Those of a driver that can be asked, by device. */
    private Map<Object, List<ManagedCamera>> devices(String driver, Predicate<ManagedCamera> wanted) {
        Map<Object, List<ManagedCamera>> devices = new LinkedHashMap<>();
        book.all().stream()
                .filter(managed -> managed.camera().driver().equals(driver))
                .filter(wanted)
                .sorted(Comparator.comparing(ManagedCamera::id))
                .forEach(managed -> devices.computeIfAbsent(
                                DriverCatalog.device(managed.camera()), key -> new ArrayList<>())
                        .add(managed));
        return devices;
    }

    // Asking

    @Override
    public List<Answer> probe(long bundle, int most, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<Future<Optional<Answer>>> asked = new ArrayList<>();
        List<CameraId> cameras = new ArrayList<>();
        for (InstalledDriver driver : catalog.of(bundle)) {
            for (ManagedCamera managed : chosen(driver, Math.max(0, most - cameras.size()))) {
                cameras.add(managed.id());
                asked.add(threads.submit(() -> ask(driver, managed, deadline)));
            }
        }
        List<Answer> answers = new ArrayList<>();
        try {
            for (int i = 0; i < asked.size(); i++) {
                await(asked.get(i), cameras.get(i), deadline).ifPresent(answers::add);
            }
        } finally {
            asked.forEach(future -> future.cancel(true));
        }
        return answers;
    }

    /** Of those that it serves, or of all while it serves none: one camera of each device, then the others of those with several. */
    private List<ManagedCamera> chosen(InstalledDriver driver, int most) {
        Predicate<ManagedCamera> able = managed ->
                managed.camera().enabled() && managed.stored().problem().isEmpty();
        List<List<ManagedCamera>> devices =
                List.copyOf(devices(driver.id(), able.and(managed -> serves(driver, managed)))
                        .values());
        if (devices.isEmpty()) {
            devices = List.copyOf(devices(driver.id(), able).values());
        }
        List<ManagedCamera> chosen = new ArrayList<>();
        for (int round = 0; chosen.size() < most; round++) {
            int before = chosen.size();
            for (List<ManagedCamera> device : devices) {
                if (round < device.size() && chosen.size() < most) {
                    chosen.add(device.get(round));
                }
            }
            if (chosen.size() == before) {
                break;
            }
        }
        return chosen;
    }

    private boolean serves(InstalledDriver driver, ManagedCamera managed) {
        return catalog.driver(managed.camera()).filter(driver::equals).isPresent();
    }

    private Optional<Answer> await(Future<Optional<Answer>> future, CameraId camera, long deadline)
            throws InterruptedException {
        try {
            return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.of(new Answer(camera, "The driver did not come to an end in time"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                return Optional.empty();
            }
            LOG.error("A defect while trying a driver", e.getCause());
            return Optional.of(new Answer(camera, "The trial failed; the log says more"));
        }
    }

    private Optional<Answer> ask(InstalledDriver candidate, ManagedCamera managed, long deadline)
            throws InterruptedException {
        return serves(candidate, managed)
                ? askServed(candidate, managed, deadline)
                : askBeside(candidate, managed, deadline);
    }

    /** Its own device: in its kept session, and with what is remembered of refused passwords, as any other call. */
    private Optional<Answer> askServed(InstalledDriver driver, ManagedCamera managed, long deadline)
            throws InterruptedException {
        Camera camera = managed.camera();
        Object device = DriverCatalog.device(camera);
        if (!driver.record().answeredFormer(device)) {
            return Optional.empty();
        }
        try {
            sessions.use(
                    device,
                    driver,
                    managed.login(),
                    patience(deadline),
                    opened -> Negotiated.read(opened, Optional.of(camera.channel())));
            return Optional.of(new Answer(managed.id(), ""));
        } catch (VmsException e) {
            return e.code() == ErrorCode.BUSY ? Optional.empty() : Optional.of(new Answer(managed.id(), problem(e)));
        }
    }

    /** Another version's device. */
    private Optional<Answer> askBeside(InstalledDriver candidate, ManagedCamera managed, long deadline)
            throws InterruptedException {
        Camera camera = managed.camera();
        Object device = DriverCatalog.device(camera);
        Optional<String> channel = Optional.of(camera.channel());
        Optional<InstalledDriver> baseline = catalog.driver(camera);
        if (baseline.isEmpty()) {
            return Optional.empty();
        }
        Negotiated expected;
        try {
            // In its kept session, and with its memory of refused passwords, so that a dead device costs no second try.
            expected = sessions.use(
                    device,
                    baseline.get(),
                    managed.login(),
                    patience(deadline),
                    opened -> Negotiated.read(opened, channel));
        } catch (VmsException e) {
            LOG.debug("Camera {} proves nothing: {}", camera.name(), e.getMessage());
            return Optional.empty();
        }
        try {
            Negotiated found = candidate.calls().call(patience(deadline), () -> {
                Login.Opened opened = managed.login().open(candidate);
                try {
                    return Negotiated.read(opened, channel);
                } finally {
                    opened.session().close();
                }
            });
            requireAlike(expected, found, camera);
            candidate.record().succeeded(device);
            return Optional.of(new Answer(managed.id(), ""));
        } catch (VmsException e) {
            candidate.record().failed(device, e);
            return Optional.of(new Answer(managed.id(), problem(e)));
        }
    }

    /** A version that takes the device for another, or loses a stream, would break what is stored of the camera. */
    private static void requireAlike(Negotiated before, Negotiated now, Camera camera) {
        if (!now.deviceKey(camera.driver(), camera.address())
                .equals(before.deviceKey(camera.driver(), camera.address()))) {
            throw new VmsException(
                    ErrorCode.INTERNAL, "It takes the device for another one than the serving version does");
        }
        if (!now.sources().keySet().containsAll(before.sources().keySet())) {
            throw new VmsException(ErrorCode.INTERNAL, "It finds fewer streams than the serving version does");
        }
    }

    private Duration patience(long deadline) {
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        return left.compareTo(timing.negotiation()) < 0 ? left : timing.negotiation();
    }

    /** With the cause of a defect, which the installer's report is read for. */
    private static String problem(VmsException e) {
        String cause = e.code() == ErrorCode.INTERNAL && e.getCause() != null
                ? " (" + e.getCause().getClass().getSimpleName() + ": "
                        + e.getCause().getMessage() + ")"
                : "";
        return DriverRecord.line(e.getMessage() + cause);
    }
}
