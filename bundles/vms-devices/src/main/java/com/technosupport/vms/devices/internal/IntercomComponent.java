package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.Intercom;
import com.technosupport.vms.api.driver.Loudspeaker;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.media.Backchannels;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets operators speak by cameras, one at a time by each. A loudspeaker behind RTSP is spoken to by the media plane, so that the call
 * outlives its driver; others by their drivers. A call ends with the camera, and after a time that is configured.
 *
 * <p>Threads: {@code vms-intercom} ends calls in time; {@code vms-intercom-look} asks the devices of cameras that come online
 * whether they have a loudspeaker; each call by a driver has one of its own.
 */
@Component(
        service = {Intercom.class, CameraListener.class},
        immediate = true,
        configurationPid = IntercomConfiguration.PID)
@Designate(ocd = IntercomConfiguration.class)
public final class IntercomComponent implements Intercom, CameraListener {

    private static final Logger LOG = LoggerFactory.getLogger(IntercomComponent.class);
    private static final Duration LEAVING = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** A device may be set up otherwise meanwhile. */
    private static final Duration BELIEVED = Duration.ofHours(1);

    private static final int MOST_LOOKS = 4096;

    private final DeviceParts parts;
    private final Backchannels backchannels;
    private final Duration longest;
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, new NamedThreads("vms-intercom"));
    // No more tasks than MOST_LOOKS, which are counted.
    private final ExecutorService looking = Executors.newSingleThreadExecutor(new NamedThreads("vms-intercom-look"));
    private final Map<CameraId, Call> calls = new HashMap<>();
    private final Set<DriverCall> byDrivers = ConcurrentHashMap.newKeySet();
    private final Map<CameraId, Finding> findings = new ConcurrentHashMap<>();
    private final Set<CameraId> looks = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** What a device was found to have, by one version of its driver and one login. */
    private record Finding(String driver, Login login, boolean loudspeaker, long nanos) {}

    @Activate
    public IntercomComponent(
            @Reference DeviceParts parts, @Reference Backchannels backchannels, IntercomConfiguration configuration) {
        this(parts, backchannels, Duration.ofSeconds(Math.max(1, configuration.longestCallSeconds())));
    }

    IntercomComponent(DeviceParts parts, Backchannels backchannels, Duration longest) {
        this.parts = parts;
        this.backchannels = backchannels;
        this.longest = longest;
        clock.setRemoveOnCancelPolicy(true);
    }

    @Activate
    void start() {
        var unused = clock.scheduleWithFixedDelay(
                () -> byDrivers.removeIf(DriverCall::hasEnded),
                TICK.toMillis(),
                TICK.toMillis(),
                TimeUnit.MILLISECONDS);
        parts.book().all().stream().filter(ManagedCamera::isOnline).forEach(managed -> lookSoon(managed.id()));
    }

    @Deactivate
    void stop() {
        List<Call> open;
        synchronized (calls) {
            closed = true;
            open = List.copyOf(calls.values());
        }
        open.forEach(call -> call.end("The intercom of this server stops"));
        NamedThreads.end(clock, "The intercom", LEAVING);
        NamedThreads.end(looking, "The look for loudspeakers", LEAVING);
        try {
            for (DriverCall call : byDrivers) {
                call.leave();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Calls

    @Override
    public TalkLine call(CameraId id, String talker, Consumer<String> ended) throws InterruptedException {
        ManagedCamera managed = managed(id);
        Camera camera = managed.camera();
        if (!camera.enabled()) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The camera is switched off");
        }
        InstalledDriver driver = driver(camera);
        Call call = new Call(id, talker, managed.login(), ended, this::freed);
        claim(call);
        try {
            TalkLine line = open(managed, driver, call);
            String early = call.taken(line, endIn(call));
            if (!early.isEmpty()) {
                throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, early);
            }
            found(managed, driver, true);
            LOG.info("Camera {}: {} speaks", camera.name(), talker);
            return call;
        } catch (VmsException e) {
            call.close();
            if (e.code() == ErrorCode.NOT_SUPPORTED) {
                found(managed, driver, false);
            }
            throw e;
        } catch (InterruptedException | RuntimeException e) {
            call.close();
            throw e;
        }
    }

    private void claim(Call call) {
        synchronized (calls) {
            if (closed) {
                throw new VmsException(ErrorCode.BUSY, "The intercom of this server stops");
            }
            Call other = calls.putIfAbsent(call.camera(), call);
            if (other != null) {
                throw new VmsException(ErrorCode.BUSY, other.talker() + " speaks by this camera at the moment");
            }
        }
    }

    private void freed(Call call) {
        synchronized (calls) {
            calls.remove(call.camera(), call);
        }
    }

    private TalkLine open(ManagedCamera managed, InstalledDriver driver, Call call) throws InterruptedException {
        Camera camera = managed.camera();
        Optional<RtspLoudspeaker> behindRtsp = loudspeaker(managed, driver);
        if (behindRtsp.isPresent()) {
            return backchannels.open(
                    camera.name(), behindRtsp.get(), call.login().credential(), call::end);
        }
        DriverCall line = new DriverCall(driver, call.login(), camera.channel(), call::end);
        byDrivers.add(line);
        line.begin(parts.timing().negotiation());
        return line;
    }

    /** Empty where it is one that only its driver can send to; what a driver made does not leave its session. */
    private Optional<RtspLoudspeaker> loudspeaker(ManagedCamera managed, InstalledDriver driver)
            throws InterruptedException {
        Camera camera = managed.camera();
        Duration limit = parts.timing().facet();
        return parts.sessions().use(DriverCatalog.device(camera), driver, managed.login(), limit, opened -> {
            Loudspeaker found = opened.session()
                    .facet(TalkBack.class)
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.NOT_SUPPORTED, "The camera has no loudspeaker, or its driver cannot send to it"))
                    .loudspeaker(camera.channel());
            return found instanceof RtspLoudspeaker rtsp ? Optional.of(rtsp) : Optional.empty();
        });
    }

    private Future<?> endIn(Call call) {
        long seconds = longest.toSeconds();
        String time = seconds % 60 == 0 ? seconds / 60 + " minutes" : seconds + " s";
        return clock.schedule(
                () -> call.end("A call ends after " + time + ", so that others can speak too"),
                longest.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private ManagedCamera managed(CameraId id) {
        return parts.book()
                .find(id)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such camera"));
    }

    private InstalledDriver driver(Camera camera) {
        return parts.catalog().driver(camera).orElseThrow(() -> DriverCatalog.missing(camera.driver()));
    }

    // What becomes of cameras

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        switch (status.state()) {
            case ONLINE -> lookSoon(id);
            case OFFLINE, AUTH_FAILED, DISABLED -> end(id, "The camera is gone: " + reason(status));
            case CONNECTING, DRIVER_MISSING -> {
                // A call behind RTSP goes on; its device tells if it does not.
            }
        }
    }

    private static String reason(CameraStatus status) {
        return status.detail().isEmpty() ? "it is " + status.state().name() : status.detail();
    }

    @Override
    public void cameraChanged(Camera camera) {
        // One that is no longer there is told of by cameraRemoved.
        Optional<ManagedCamera> managed = parts.book().find(camera.id());
        callOf(camera.id())
                .filter(call -> managed.isPresent() && !managed.get().login().equals(call.login()))
                .ifPresent(call -> call.end("The camera's address or password was changed"));
    }

    @Override
    public void cameraRemoved(CameraId id) {
        findings.remove(id);
        end(id, "The camera was removed");
    }

    private void end(CameraId id, String reason) {
        callOf(id).ifPresent(call -> call.end(reason));
    }

    private Optional<Call> callOf(CameraId id) {
        synchronized (calls) {
            return Optional.ofNullable(calls.get(id));
        }
    }

    // Who has a loudspeaker

    @Override
    public boolean mayCall(CameraId id) {
        Optional<ManagedCamera> managed = parts.book().find(id);
        Optional<InstalledDriver> driver =
                managed.flatMap(there -> parts.catalog().driver(there.camera()));
        if (driver.isEmpty() || !driver.get().descriptor().facets().contains(TalkBack.class)) {
            return false;
        }
        return finding(managed.get(), driver.get()).map(Finding::loudspeaker).orElse(true);
    }

    private Optional<Finding> finding(ManagedCamera managed, InstalledDriver driver) {
        return Optional.ofNullable(findings.get(managed.id()))
                .filter(known -> known.driver().equals(version(driver))
                        && known.login().equals(managed.login())
                        && System.nanoTime() - known.nanos() < BELIEVED.toNanos());
    }

    private void found(ManagedCamera managed, InstalledDriver driver, boolean loudspeaker) {
        findings.put(managed.id(), new Finding(version(driver), managed.login(), loudspeaker, System.nanoTime()));
    }

    private static String version(InstalledDriver driver) {
        return driver.bundle() + " " + driver.version();
    }

    private void lookSoon(CameraId id) {
        if (looks.size() < MOST_LOOKS && looks.add(id)) {
            try {
                looking.execute(() -> look(id));
            } catch (RejectedExecutionException e) {
                LOG.trace("No camera is asked any more");
            }
        }
    }

    private void look(CameraId id) {
        looks.remove(id);
        Optional<ManagedCamera> managed = parts.book().find(id);
        Optional<InstalledDriver> driver =
                managed.flatMap(there -> parts.catalog().driver(there.camera()));
        if (driver.isEmpty()
                || !driver.get().descriptor().facets().contains(TalkBack.class)
                || finding(managed.get(), driver.get()).isPresent()) {
            return;
        }
        try {
            loudspeaker(managed.get(), driver.get());
            found(managed.get(), driver.get(), true);
        } catch (VmsException e) {
            if (e.code() == ErrorCode.NOT_SUPPORTED) {
                found(managed.get(), driver.get(), false);
            }
            LOG.debug("Camera {}: {}", managed.get().camera().name(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Camera {}: its loudspeaker was not looked for",
                    managed.get().camera().name(),
                    e);
        }
    }
}
