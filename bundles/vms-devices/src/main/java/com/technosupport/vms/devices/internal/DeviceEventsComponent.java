package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.EventPump.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * Listens to every enabled device that tells by itself when something happens, and puts that on the bus. All cameras of a
 * recorder are heard through one connection to it.
 *
 * <p>Threads: {@code vms-events-watch} keeps the pumps in line with cameras and drivers; each {@code vms-events-<driver>-<host>}
 * listens to one device. When a driver goes, its pumps have ended, or been given up, before its removal goes on.
 */
@Component(
        service = {CameraListener.class, EventFigures.class},
        immediate = true,
        configurationPid = EventsConfiguration.PID)
@Designate(ocd = EventsConfiguration.class)
public final class DeviceEventsComponent implements CameraListener, EventFigures {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceEventsComponent.class);
    private static final Duration LEAVING = Duration.ofSeconds(2);
    /** New logins are spread by that for each device. */
    private static final Duration SPREAD = Duration.ofMillis(20);

    private static final long COUNTS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final DeviceParts parts;
    private final EventIntake intake;
    private final EventLimits limits;
    private final List<InputStates> inputs = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-events-watch"));
    private final DriverSuspicion suspicion = new DriverSuspicion();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Runnable follower = this::keepUp;
    /** Held while pumps are ended and begun, so that whoever wants some ended knows that they have when he gets it. */
    private final Object keeping = new Object();

    /** Guarded by this, as the next two. */
    private final Map<Object, EventPump> pumps = new HashMap<>();

    private final Map<Object, ListenedDevice> devices = new HashMap<>();
    private boolean closed;
    private int refused;
    private volatile ScheduledFuture<?> ticking;
    private long countsToldNanos = System.nanoTime();

    @Activate
    public DeviceEventsComponent(
            @Reference DeviceParts parts, @Reference EventBus bus, EventsConfiguration configuration) {
        this(parts, bus, EventLimits.of(configuration), Clock.systemUTC());
    }

    DeviceEventsComponent(DeviceParts parts, EventBus bus, EventLimits limits, Clock clock) {
        this.parts = parts;
        this.limits = limits;
        this.intake = new EventIntake(
                bus, (nvr, input, active) -> inputs.forEach(states -> states.changed(nvr, input, active)), clock);
    }

    @Activate
    void start() {
        parts.catalog().follow(follower);
        ticking = watch.scheduleWithFixedDelay(this::tick, 0, limits.tick().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        parts.catalog().unfollow(follower);
        ticking.cancel(true);
        NamedThreads.end(watch, "Watch on device events", LEAVING);
        List<EventPump> leaving;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(pumps.values());
            pumps.clear();
        }
        end(leaving);
        parts.book().all().forEach(managed -> managed.suspect(""));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addInputs(InputStates states) {
        inputs.add(states);
    }

    void removeInputs(InputStates states) {
        inputs.remove(states);
    }

    // Cameras come, go and change

    @Override
    public void cameraChanged(Camera camera) {
        lookSoon();
    }

    @Override
    public void cameraRemoved(CameraId id) {
        lookSoon();
    }

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        if (status.state() == CameraState.AUTH_FAILED || status.state() == CameraState.ONLINE) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            try {
                watch.execute(() -> {
                    looking.set(false);
                    keepUp();
                });
            } catch (RejectedExecutionException e) {
                LOG.trace("No more pumps are started");
            }
        }
    }

    /** Ends the pumps that are wanted no more, and begins those that are wanted. */
    private void keepUp() {
        synchronized (keeping) {
            // A device is listened to once: the former connection ends before the next begins.
            end(leaving());
            synchronized (this) {
                if (!closed) {
                    begin(wanted());
                }
            }
        }
    }

    private synchronized List<EventPump> leaving() {
        List<EventPump> leaving = new ArrayList<>();
        Map<Object, Target> wanted = wanted();
        pumps.values().removeIf(pump -> {
            Target target = wanted.get(pump.device().id());
            boolean goes = target == null || !pump.serves(target);
            if (goes) {
                leaving.add(pump);
            }
            return goes;
        });
        Set<Object> known = new HashSet<>();
        parts.book().all().forEach(managed -> known.add(DriverCatalog.device(managed.camera())));
        devices.keySet().retainAll(known);
        return leaving;
    }

    private void begin(Map<Object, Target> wanted) {
        int begun = 0;
        int without = 0;
        long running = pumps.values().stream().filter(EventPump::isAlive).count();
        for (Target target : wanted.values()) {
            if (pumps.containsKey(target.device())) {
                continue;
            }
            if (running >= limits.devices()) {
                without++;
                target.lead()
                        .suspect("its events are not heard: the limit of " + limits.devices() + " devices is reached");
                continue;
            }
            target.lead().suspect("");
            ListenedDevice device = devices.computeIfAbsent(target.device(), id -> new ListenedDevice(id, limits));
            EventPump pump = new EventPump(
                    target,
                    device,
                    intake,
                    this::cameraOf,
                    limits,
                    parts.timing().negotiation(),
                    SPREAD.multipliedBy(begun));
            pumps.put(target.device(), pump);
            pump.start();
            begun++;
            running++;
        }
        if (without != refused) {
            refused = without;
            LOG.warn("{} devices are not listened to: the limit is {}", without, limits.devices());
        }
    }

    private static void end(List<EventPump> leaving) {
        leaving.forEach(EventPump::interrupt);
        long deadline = System.nanoTime() + LEAVING.toNanos();
        try {
            for (EventPump pump : leaving) {
                if (!pump.awaitEnd(deadline)) {
                    LOG.warn(
                            "{} does not end listening on interrupt and is given up",
                            pump.target().driver());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<Object, Target> wanted() {
        // In the cameras' order, so that the limit spares the same ones each time.
        Map<Object, Target> wanted = new LinkedHashMap<>();
        parts.book().all().stream()
                .filter(managed ->
                        managed.camera().enabled() && managed.stored().problem().isEmpty())
                .sorted(Comparator.comparing(ManagedCamera::id))
                .forEach(managed -> target(managed)
                        .filter(target -> pumps.containsKey(target.device()) || mayBegin(managed))
                        .ifPresent(target -> wanted.putIfAbsent(target.device(), target)));
        return wanted;
    }

    /** Its stream was refused the password: one more try from here would bring the device closer to locking the account. */
    private static boolean mayBegin(ManagedCamera managed) {
        return managed.status().state() != CameraState.AUTH_FAILED;
    }

    private Optional<Target> target(ManagedCamera managed) {
        return parts.catalog()
                .driver(managed.camera())
                .filter(driver -> driver.descriptor().facets().contains(DeviceEvents.class))
                .map(driver -> new Target(
                        DriverCatalog.device(managed.camera()),
                        driver,
                        managed,
                        managed.login(),
                        Set.copyOf(driver.descriptor().facets())));
    }

    private Optional<CameraId> cameraOf(Target target, Optional<String> channel, boolean only) {
        Camera lead = target.lead().camera();
        if (lead.nvr().isEmpty()) {
            return only || channel.isEmpty() || channel.get().equals(lead.channel())
                    ? Optional.of(lead.id())
                    : Optional.empty();
        }
        return channel.flatMap(wanted -> parts.book().all().stream()
                .map(ManagedCamera::camera)
                .filter(camera ->
                        camera.nvr().equals(lead.nvr()) && camera.channel().equals(wanted) && camera.enabled())
                .map(Camera::id)
                .findFirst());
    }

    // From time to time

    private void tick() {
        try {
            for (InstalledDriver driver : parts.catalog().installed()) {
                driver.describe();
            }
            keepUp();
            List<EventPump> running;
            synchronized (this) {
                running = List.copyOf(pumps.values());
            }
            for (EventPump pump : running) {
                intake.settle(pump.device());
                listenForSilence(pump);
            }
            List<DriverSuspicion.Heard> heard = running.stream()
                    .map(pump -> new DriverSuspicion.Heard(
                            pump.target().driver().id(), pump.device().silence().isPresent()))
                    .toList();
            for (Map.Entry<String, DriverSuspicion.News> each :
                    suspicion.judge(heard).entrySet()) {
                tellOfDriver(each.getKey(), each.getValue());
            }
            tellCounts(running);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("A defect while watching device events", e);
        }
    }

    private void tellOfDriver(String driver, DriverSuspicion.News news) throws InterruptedException {
        try {
            intake.tellOfDriver(driver, news.suspect(), news.sentence());
            LOG.warn("Driver {}: {}", driver, news.sentence());
        } catch (VmsException e) {
            suspicion.untold(driver, news);
            LOG.debug("Driver {}: it is told later that it is suspect or not", driver, e);
        }
    }

    private void listenForSilence(EventPump pump) throws InterruptedException {
        ListenedDevice device = pump.device();
        String driver = pump.target().driver().id();
        Optional<CameraId> camera = cameraOf(pump.target(), Optional.empty(), true);
        Optional<Duration> news = device.newSilence(limits);
        if (news.isPresent()) {
            LOG.warn("Device {}: {}", pump.target().login().address().host(), sentence(news.get()));
            intake.tell(device, EventIntake.SILENT, driver, camera, sentence(news.get()));
        }
        if (device.takeResumed()) {
            intake.tell(device, EventIntake.RESUMED, driver, camera, "The device tells events again");
        }
        String suspicion = pump.isRefused()
                ? "its events are not heard: the device refuses the password"
                : device.silence().map(DeviceEventsComponent::sentence).orElse("");
        parts.book().all().stream()
                .filter(managed -> DriverCatalog.device(managed.camera()).equals(device.id()))
                .forEach(managed -> managed.suspect(suspicion));
    }

    static String sentence(Duration quiet) {
        String time = quiet.toHours() > 0
                ? quiet.toHours() + (quiet.toHours() == 1 ? " hour" : " hours")
                : quiet.toMinutes() + (quiet.toMinutes() == 1 ? " minute" : " minutes");
        return "no events for " + time + ", driver suspect";
    }

    private void tellCounts(List<EventPump> running) {
        if (System.nanoTime() - countsToldNanos < COUNTS_NANOS) {
            return;
        }
        countsToldNanos = System.nanoTime();
        for (EventPump pump : running) {
            long dropped = pump.device().newlyDropped();
            long lost = pump.device().newlyLost();
            if (dropped > 0) {
                LOG.warn(
                        "Device {} sends too many events: {} were dropped",
                        pump.target().login().address().host(),
                        dropped);
            }
            if (lost > 0) {
                LOG.warn(
                        "Device {}: {} events could not be handed on",
                        pump.target().login().address().host(),
                        lost);
            }
        }
    }

    // Figures

    @Override
    public long events(String driver, Fate fate) {
        return intake.counted(driver, fate);
    }

    @Override
    public synchronized long devices(String driver, Listening how) {
        return pumps.values().stream()
                .filter(pump -> pump.isAlive() && pump.target().driver().id().equals(driver))
                .filter(pump -> how == listening(pump))
                .count();
    }

    private static Listening listening(EventPump pump) {
        return pump.isRefused()
                ? Listening.REFUSED
                : pump.device().silence().isPresent() ? Listening.SILENT : Listening.WELL;
    }

    /** Events of a camera's or a recorder's device that were dropped, because it sends too many. */
    synchronized long dropped(Object device) {
        return Optional.ofNullable(devices.get(device))
                .map(ListenedDevice::dropped)
                .orElse(0L);
    }
}
