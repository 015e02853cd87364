package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.DiscoveryListener;
import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.live.LiveListener;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingState;
import com.technosupport.vms.api.recording.RecordingStateListener;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import com.technosupport.vms.web.internal.http.Identity;
import com.technosupport.vms.web.internal.live.LiveViews;
import com.technosupport.vms.web.internal.rest.CameraView;
import com.technosupport.vms.web.internal.rest.ScanView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open WebSockets, and what is pushed to them. What listeners tell is put into a bounded queue and sent by a thread of
 * ours; a socket closes when its session ends, when it does not read, and when this part stops.
 */
@Component(
        service = {
            Sockets.class,
            CameraListener.class,
            DiscoveryListener.class,
            LiveListener.class,
            RecordingStateListener.class
        },
        immediate = true)
public final class Sockets implements CameraListener, DiscoveryListener, LiveListener, RecordingStateListener {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    private static final int MAX_QUEUED_PUSHES = 4096;

    private final Services services;
    private final WebSettings settings;
    private final LiveViews views;

    private final Map<String, SocketClient> clients = new HashMap<>();
    private boolean stopped;

    /** Grows over restarts too, and stays below the 2^53 that a browser counts exactly. */
    private final AtomicLong sequence;

    private final AtomicLong lostPushes = new AtomicLong();
    private final AtomicLong slowClients = new AtomicLong();
    private final ThreadPoolExecutor pushing;
    private final SocketThreads threads;
    private final OwnMeters meters = new OwnMeters(this::metersIn);

    @Activate
    public Sockets(@Reference Services services, @Reference WebSettings settings, @Reference LiveViews views) {
        this(services, settings, views, Clock.systemUTC());
    }

    public Sockets(Services services, WebSettings settings, LiveViews views, Clock clock) {
        this.services = services;
        this.settings = settings;
        this.views = views;
        this.sequence = new AtomicLong(clock.millis() * 1000);
        this.pushing = SocketThreads.pool("vms-web-push", 1, MAX_QUEUED_PUSHES);
        this.threads = new SocketThreads("vms-web", settings.maxSockets(), settings.checkSeconds(), this::check);
    }

    @Deactivate
    void stop() {
        threads.endChecks();
        List<SocketClient> open;
        synchronized (clients) {
            stopped = true;
            open = List.copyOf(clients.values());
        }
        open.forEach(client -> close(client, CloseCodes.GOING_AWAY, "The server is stopping"));
        pushing.shutdownNow();
        try {
            pushing.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.end();
        meters.forget();
    }

    long idleMillis() {
        return threads.idleMillis();
    }

    long nextSequence() {
        return sequence.incrementAndGet();
    }

    /** How many clients lost their socket because they did not read. */
    public long slowClients() {
        return slowClients.get();
    }

    public int count() {
        synchronized (clients) {
            return clients.size();
        }
    }

    /** Takes a socket in; empty when it was refused and closed. */
    Optional<SocketClient> open(Session session, Identity identity) throws IOException {
        SocketClient client = new SocketClient(
                session,
                identity,
                this,
                new MessageRate(settings.maxMessagesPerSecond(), settings.maxMessageBurst(), System::nanoTime));
        String refusal;
        synchronized (clients) {
            long ofUser = clients.values().stream()
                    .filter(other -> other.identity()
                            .caller()
                            .id()
                            .equals(identity.caller().id()))
                    .count();
            if (stopped) {
                refusal = "The server is stopping";
            } else if (clients.size() >= settings.maxSockets() || ofUser >= settings.maxSocketsPerUser()) {
                refusal = "Too many sockets";
            } else {
                clients.put(session.getId(), client);
                return Optional.of(client);
            }
        }
        session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, refusal));
        return Optional.empty();
    }

    /** The socket is gone; its live sessions wait a while for the viewer to come back. */
    void closed(SocketClient client) {
        client.end();
        synchronized (clients) {
            clients.remove(client.session().getId());
        }
        views.gone(client);
    }

    /** Closes a socket without waiting for its client. */
    void close(SocketClient client, CloseCode code, String reason) {
        if (!client.end()) {
            return;
        }
        threads.close(client.session(), code, reason, () -> closed(client), () -> closed(client));
    }

    void tooSlow(SocketClient client) {
        slowClients.incrementAndGet();
        close(client, CloseCodes.TRY_AGAIN_LATER, "Messages are not read fast enough");
    }

    /** Closes the sockets of a session that was logged out. */
    public void sessionEnded(String token) {
        closeIf(client -> client.identity().token().filter(token::equals).isPresent(), "The session has ended");
        views.stopUnless(
                (identity, camera) -> identity.token().filter(token::equals).isEmpty());
    }

    private void closeIf(Predicate<SocketClient> condition, String reason) {
        all().stream().filter(condition).forEach(client -> close(client, CloseCodes.VIOLATED_POLICY, reason));
    }

    List<SocketClient> all() {
        synchronized (clients) {
            return List.copyOf(clients.values());
        }
    }

    /** Pings every client, and closes the sockets of those whose session has ended or has lost its rights. */
    private void check() {
        try {
            Map<String, Optional<Caller>> current = new HashMap<>();
            for (SocketClient client : all()) {
                Optional<Caller> caller = current(client.identity(), current).filter(who -> !who.mustChangePassword());
                if (caller.isPresent()) {
                    client.renew(new Identity(
                            caller.get(),
                            client.identity().token(),
                            client.identity().byCookie()));
                    SocketThreads.ping(client.session());
                } else {
                    close(client, CloseCodes.VIOLATED_POLICY, "The session has ended");
                }
            }
            views.stopUnless((identity, camera) ->
                    current(identity, current).filter(who -> who.maySee(camera)).isPresent());
            services.metersIfThere().ifPresent(meters::keepIn);
        } catch (RuntimeException e) {
            LOG.warn("The sockets could not be checked", e);
        }
    }

    /** Whom the session belongs to now. While nobody can tell, as before. */
    private Optional<Caller> current(Identity identity, Map<String, Optional<Caller>> known) {
        Optional<AccessControl> access = services.accessControlIfThere();
        if (access.isEmpty() || identity.token().isEmpty()) {
            return Optional.of(identity.caller());
        }
        return known.computeIfAbsent(identity.token().get(), token -> {
            try {
                return access.get().authenticate(token);
            } catch (VmsException e) {
                LOG.debug("Sessions cannot be checked now", e);
                return Optional.of(identity.caller());
            }
        });
    }

    private List<Meter> metersIn(MeterRegistry registry) {
        return List.of(
                Gauge.builder("vms.web.sockets", this, Sockets::count)
                        .description("Open WebSockets")
                        .register(registry),
                FunctionCounter.builder("vms.web.sockets.slow", slowClients, AtomicLong::get)
                        .description("WebSockets closed because their client did not read")
                        .register(registry),
                FunctionCounter.builder("vms.web.pushes.lost", lostPushes, AtomicLong::get)
                        .description("Pushes lost because too many waited")
                        .register(registry));
    }

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        push(() -> sendTo(
                caller -> caller.maySee(id),
                new Messages.StatusChanged("camera.status", nextSequence(), id.value(), CameraView.Status.of(status))));
    }

    @Override
    public void recordingChanged(CameraId id, RecordingState state) {
        push(() -> sendTo(
                caller -> caller.maySee(id),
                new Messages.RecordingChanged(
                        "recording.status", nextSequence(), id.value(), CameraView.Recording.of(state))));
    }

    @Override
    public void cameraChanged(Camera camera) {
        push(() -> services.deviceRegistryIfThere().ifPresent(devices -> {
            CameraStatus status = devices.status(camera.id());
            Map<String, List<String>> capabilities = CameraView.capabilities(devices);
            boolean talkBack = services.mayCall(camera.id());
            Optional<RecordingState> recording = services.recordingState(camera.id());
            long number = nextSequence();
            for (Role role : List.of(Role.ADMIN, Role.VIEWER)) {
                boolean administrator = role == Role.ADMIN;
                sendTo(
                        caller -> (caller.role() == Role.ADMIN) == administrator && caller.maySee(camera.id()),
                        new Messages.Changed(
                                "camera.changed",
                                number,
                                CameraView.of(camera, status, administrator, capabilities, talkBack, recording)));
            }
        }));
    }

    @Override
    public void cameraRemoved(CameraId id) {
        push(() -> sendTo(
                caller -> caller.maySee(id), new Messages.Removed("camera.removed", nextSequence(), id.value())));
    }

    /** An input of a recorder has changed: told to those who may see the recorder. */
    void inputChanged(NvrId nvr, String input, boolean active) {
        push(() -> services.deviceRegistryIfThere().ifPresent(devices -> {
            List<CameraId> behind = devices.cameras().stream()
                    .filter(camera -> camera.nvr().equals(Optional.of(nvr)))
                    .map(Camera::id)
                    .toList();
            sendTo(
                    caller -> caller.role() == Role.ADMIN || behind.stream().anyMatch(caller::maySee),
                    new Messages.InputChanged("nvr.inputs", nextSequence(), nvr.value(), input, active));
        }));
    }

    @Override
    public void progress(Scan scan) {
        push(() -> sendTo(
                caller -> caller.role() == Role.ADMIN,
                new Messages.Progress(
                        "DiscoveryProgress", nextSequence(), scan.id().value(), scan.probed(), scan.total())));
    }

    @Override
    public void complete(Scan scan) {
        ScanView view = ScanView.of(scan);
        push(() -> sendTo(
                caller -> caller.role() == Role.ADMIN,
                new Messages.Complete(
                        "DiscoveryComplete",
                        nextSequence(),
                        view.scanId(),
                        view.state().name(),
                        view.detail(),
                        view.devices())));
    }

    @Override
    public void liveChanged(LiveSessionId session, LiveState state, LiveReason reason) {
        push(() -> views.changed(session, state, reason));
    }

    @Override
    public void streamChanged(LiveSessionId session, StreamId stream, LiveReason reason) {
        push(() -> views.streamChanged(session, stream, reason));
    }

    /**
     * Puts something into the queue for those that the condition holds for, whoever tells it.
     *
     * @param message made with the number of the push
     */
    void announce(Predicate<Caller> condition, LongFunction<Object> message) {
        push(() -> sendTo(condition, message.apply(nextSequence())));
    }

    private void sendTo(Predicate<Caller> condition, Object message) {
        for (SocketClient client : all()) {
            if (condition.test(client.identity().caller())) {
                client.send(message);
            }
        }
    }

    private void push(Runnable push) {
        try {
            pushing.execute(() -> {
                try {
                    push.run();
                } catch (VmsException e) {
                    LOG.debug("A push came too late", e);
                } catch (RuntimeException e) {
                    LOG.warn("A push failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            lostPushes.incrementAndGet();
        }
    }
}
