package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.MetadataStreams;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.devices.internal.InstalledDriver.Origin;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cameras and the way to their devices.
 *
 * <p>Streams belong to the media plane. This component asks it for them and then stays out of their way: neither a driver's
 * update nor this bundle's own stops one, since a new start asks for the same streams again, which changes nothing. So
 * deactivation leaves pipelines running.
 *
 * <p>Threads: {@code vms-devices-watch} judges states, {@code vms-devices-work} waits for devices in the background,
 * {@code vms-devices-announcer} tells listeners, {@code vms-driver-<id>} run that driver's code.
 */
@Component(
        service = {DeviceRegistry.class, HealthCheck.class, DeviceParts.class},
        immediate = true,
        configurationPid = DevicesConfiguration.PID)
@Designate(ocd = DevicesConfiguration.class)
public final class DeviceRegistryComponent implements DeviceRegistry, HealthCheck, DeviceParts {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceRegistryComponent.class);
    private static final String DRIVER_PROPERTY = "vms.driver";
    private static final String DEFAULT_DRIVER = "onvif";
    /** For a driver to end its own threads in, once it is no longer called; its stop takes no longer. */
    private static final Duration DEPARTURE = Duration.ofSeconds(10);

    private static final int LONGEST_NAME = 100;

    private final BundleContext context;
    private final PipelineEvents events;
    private final Timing timing;
    private final CameraBook book;
    private final DriverCatalog drivers;
    private final DeviceSessions sessions = new DeviceSessions();
    private final Announcer<CameraListener> listeners = new Announcer<>("vms-devices-announcer");
    private final DriverOverview overview;
    private final Enrolment enrolment;
    private final CameraStreams streams;
    private final CameraWatch watch;
    private final PtzDeadMan deadMan = new PtzDeadMan(PtzDeadMan.RENEWAL, this::stopTurning);
    private final StoreReading store;
    private final CameraChanges changes;

    /** Null while there is none. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Transcoder transcoder;

    /** Null while there is none. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MetadataStreams metadata;

    @Activate
    public DeviceRegistryComponent(
            @Reference CameraStore store,
            @Reference CredentialVault vault,
            @Reference MediaPlane media,
            @Reference StreamHub hub,
            @Reference PipelineEvents events,
            DevicesConfiguration configuration,
            BundleContext context) {
        this(
                store,
                vault,
                media,
                hub,
                events,
                Timing.of(configuration),
                configuration.threadsPerDriver(),
                Clock.systemUTC(),
                context);
    }

    DeviceRegistryComponent(
            CameraStore cameras,
            CredentialVault vault,
            MediaPlane media,
            StreamHub hub,
            PipelineEvents events,
            Timing timing,
            int threadsPerDriver,
            Clock clock,
            BundleContext context) {
        this.context = context;
        this.events = events;
        this.timing = timing;
        this.book = new CameraBook(cameras, vault, clock);
        this.drivers = new DriverCatalog(threadsPerDriver, clock, book::isStreaming);
        drivers.metadataBy(() -> Optional.ofNullable(metadata));
        this.overview = new DriverOverview(drivers, book);
        this.streams = new CameraStreams(media, new DriverSources(drivers));
        this.enrolment = new Enrolment(timing, clock, media, streams, new VideoProof(media, hub, events));
        Refresh refresh = new Refresh(book, drivers, sessions, hub, streams, listeners, timing, clock);
        this.watch = new CameraWatch(book, drivers, sessions, hub, refresh, listeners, timing, clock);
        this.store = new StoreReading(
                book,
                streams,
                sessions,
                media,
                hub,
                () -> Optional.ofNullable(transcoder),
                watch,
                listeners,
                timing.storeRetry());
        this.changes = new CameraChanges(book, drivers, sessions, enrolment, media, store, watch, listeners, timing);
    }

    @Activate
    void start() {
        events.follow(watch);
        watch.start(() -> {
            store.readIfDue();
            drivers.endThreadsLeftBehind(DEPARTURE);
        });
    }

    @Deactivate
    void stop() {
        deadMan.close();
        events.unfollow(watch);
        watch.close();
        drivers.close();
        sessions.close();
        listeners.close();
    }

    // Drivers and listeners come and go.

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(" + DRIVER_PROPERTY + "=*)")
    void addDriver(VendorDriver driver, ServiceReference<VendorDriver> reference) {
        addDriver(
                driver,
                id(reference),
                rank(reference),
                new Origin(
                        reference.getBundle().getVersion().toString(),
                        reference.getBundle().getSymbolicName(),
                        reference.getBundle().getBundleId()));
    }

    void removeDriver(ServiceReference<VendorDriver> reference) {
        removeDriver(id(reference), rank(reference));
    }

    void addDriver(VendorDriver driver, String id, Rank rank, String version, String bundle) {
        addDriver(driver, id, rank, new Origin(version, bundle, rank.service()));
    }

    void addDriver(VendorDriver driver, String id, Rank rank, Origin origin) {
        boolean away = drivers.driver(id).isEmpty();
        if (drivers.add(id, rank, driver, origin)) {
            if (away) {
                streams.driverArrived(id, book.all());
            }
            watch.judgeAllSoon();
        }
    }

    void removeDriver(String id, Rank rank) {
        drivers.remove(id, rank, sessions::closeAllOf);
        watch.judgeAllSoon();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(" + DRIVER_PROPERTY + "=*)",
            service = DeviceDiscovery.class)
    void addDiscovery(ServiceReference<DeviceDiscovery> reference) {
        overview.discovers(id(reference), true);
    }

    void removeDiscovery(ServiceReference<DeviceDiscovery> reference) {
        overview.discovers(id(reference), false);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(ServiceReference<CameraListener> reference) {
        listeners.add(reference, () -> context.getService(reference), released -> context.ungetService(reference));
    }

    void removeListener(ServiceReference<CameraListener> reference) {
        listeners.remove(reference);
    }

    void addListener(CameraListener listener) {
        listeners.add(listener, () -> listener, released -> {});
    }

    // For the other parts of this bundle

    @Override
    public DriverCatalog catalog() {
        return drivers;
    }

    @Override
    public CameraBook book() {
        return book;
    }

    @Override
    public DeviceSessions sessions() {
        return sessions;
    }

    @Override
    public CameraBook.Reconciliation changes() {
        return store;
    }

    @Override
    public Timing timing() {
        return timing;
    }

    private static String id(ServiceReference<?> reference) {
        return String.valueOf(reference.getProperty(DRIVER_PROPERTY));
    }

    private static Rank rank(ServiceReference<?> reference) {
        int ranking = reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer given ? given : 0;
        return new Rank(ranking, (Long) reference.getProperty(Constants.SERVICE_ID));
    }

    // Reading

    @Override
    public List<Camera> cameras() {
        return book.all().stream()
                .map(ManagedCamera::camera)
                .sorted(Comparator.comparing(Camera::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Camera::id))
                .toList();
    }

    @Override
    public Optional<Camera> camera(CameraId id) {
        return book.find(id).map(ManagedCamera::camera);
    }

    @Override
    public CameraStatus status(CameraId id) {
        return book.get(id).status();
    }

    @Override
    public List<DriverInfo> drivers() {
        return overview.drivers();
    }

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public Optional<String> problem() {
        return book.loaded() ? Optional.empty() : Optional.of("The cameras have not been read from the store yet");
    }

    // Changing

    @Override
    public Camera onboard(OnboardRequest request) throws InterruptedException {
        requireLoaded();
        InstalledDriver driver =
                driver(request.driver().filter(id -> !id.isBlank()).orElse(DEFAULT_DRIVER));
        request.name().ifPresent(DeviceRegistryComponent::requireName);
        Camera camera;
        try {
            camera = enrolment.enrol(request, driver, book::hasDevice, (found, credential) -> {
                ManagedCamera managed = book.insert(found, credential);
                listeners.announce(listener -> listener.cameraChanged(found));
                watch.seed(managed);
            });
        } catch (VmsException e) {
            driver.record().remark(request.address().host(), e);
            throw e;
        }
        LOG.info(
                "Camera {} was added ({}, {})",
                camera.name(),
                camera.driver(),
                camera.address().host());
        return camera;
    }

    @Override
    public Camera update(CameraId id, CameraChange change) throws InterruptedException {
        ManagedCamera managed = book.get(id);
        change.name().ifPresent(DeviceRegistryComponent::requireName);
        return changes.apply(managed, change);
    }

    @Override
    public void remove(CameraId id) {
        ManagedCamera managed = book.get(id);
        book.delete(managed);
        store.forget(managed);
        LOG.info("Camera {} was removed", managed.camera().name());
    }

    @Override
    public <F, R> R with(CameraId id, Class<F> facet, FacetAction<F, R> action) throws InterruptedException {
        ManagedCamera managed = book.get(id);
        Camera camera = managed.camera();
        if (!camera.enabled()) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The camera is switched off");
        }
        InstalledDriver driver = drivers.driver(camera).orElseThrow(() -> DriverCatalog.missing(camera.driver()));
        AtomicBoolean begun = new AtomicBoolean();
        DeviceSessions.Call<R> call = opened -> {
            F lent = opened.session()
                    .facet(facet)
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.NOT_SUPPORTED, "The camera cannot do that, or its driver has not learnt to"));
            begun.set(true);
            return action.apply(guarded(facet, lent, id), camera);
        };
        long deadline = System.nanoTime() + timing.facet().toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            try {
                return sessions.use(DriverCatalog.device(camera), driver, managed.login(), left, call);
            } catch (VmsException e) {
                InstalledDriver tried = driver;
                Optional<InstalledDriver> successor = drivers.driver(camera).filter(now -> now != tried);
                if (e.code() != ErrorCode.DRIVER_MISSING
                        || begun.get()
                        || successor.isEmpty()
                        || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                // The driver went after it was found and before the call began: the version that took over has the
                // call,
                // and should that be gone by now, the next.
                driver = successor.get();
            }
        }
    }

    private <F> F guarded(Class<F> facet, F lent, CameraId camera) {
        return lent instanceof PtzControl ptz && facet == PtzControl.class
                ? facet.cast(deadMan.guard(camera, ptz))
                : lent;
    }

    private void stopTurning(CameraId camera, BooleanSupplier wanted) throws InterruptedException {
        with(camera, PtzControl.class, (ptz, known) -> {
            if (wanted.getAsBoolean()) {
                ptz.stop(known.channel());
            }
            return null;
        });
    }

    private InstalledDriver driver(String id) {
        return drivers.driver(id).orElseThrow(() -> DriverCatalog.missing(id));
    }

    private void requireLoaded() {
        if (!book.loaded()) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The cameras have not been read yet");
        }
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A camera's name has 1 to " + LONGEST_NAME + " characters");
        }
    }
}
