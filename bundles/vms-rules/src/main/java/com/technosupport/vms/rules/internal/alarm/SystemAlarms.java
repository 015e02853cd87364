package com.technosupport.vms.rules.internal.alarm;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmTrigger;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.rules.internal.NamedThreads;
import com.technosupport.vms.rules.internal.RulesConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's own alarms: a part that is not ready (the database, the disk), or that works and warns, a camera that is lost, a
 * driver that is suspect. All are critical but warnings, which have alarms of their own: a part that gets worse raises a second,
 * critical one, which whoever acknowledged the warning is told of anew, and the warning's is over.
 * Looked after every two seconds by one thread, {@code vms-system-alarms}; raised when it has lasted, and closed by itself when
 * it is over. While the database is away, whoever watches is told all the same, and the alarm is stored when it is back.
 */
@Component(service = EnrichedEventListener.class, immediate = true, configurationPid = RulesConfiguration.PID)
public final class SystemAlarms implements EnrichedEventListener {

    static final String PREFIX = "system:";

    private static final Logger LOG = LoggerFactory.getLogger(SystemAlarms.class);
    private static final int LOOK_SECONDS = 2;
    private static final Actor SYSTEM = new Actor("system", "");
    private static final String DRIVER_SUSPECT = "DriverSuspect";

    /** Events that say of a driver that it is suspect; more at once than there are drivers are of no use. */
    private static final int MOST_DRIVERS = 100;

    private static final int MOST_LATE = 1000;

    /** Something that is wrong now. */
    private record Trouble(String title, Severity severity, Optional<Camera> camera) {}

    /** What is known of a trouble. */
    private static final class Known {
        final Instant since;
        final long sinceNanos = System.nanoTime();
        final AlarmId id;
        boolean stored;

        /** What was told while it could not be stored. */
        Optional<AlarmTrigger> told = Optional.empty();

        Known(Instant since, AlarmId id) {
            this.since = since;
            this.id = id;
        }
    }

    private final AlarmService alarms;
    private final Duration part;
    private final Duration camera;
    private final Optional<Duration> escalate;
    private final Clock clock;
    private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> drivers = new ConcurrentHashMap<>();
    private final Map<String, Known> troubles = new HashMap<>();
    private final List<Known> late = new ArrayList<>();
    private boolean read;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-system-alarms"));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile DeviceRegistry devices;

    /** Subjects of alarms that are stored and not closed, whose trouble may be over. */
    private final Set<String> open = new HashSet<>();

    @Activate
    public SystemAlarms(@Reference AlarmService alarms, RulesConfiguration configuration) {
        this(
                alarms,
                Duration.ofSeconds(configuration.partSeconds()),
                Duration.ofSeconds(configuration.cameraSeconds()),
                configuration.escalateMinutes() <= 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofMinutes(configuration.escalateMinutes())),
                Clock.systemUTC());
        // What it throws is logged where it happens.
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** Without its thread. */
    SystemAlarms(AlarmService alarms, Duration part, Duration camera, Optional<Duration> escalate, Clock clock) {
        this.alarms = alarms;
        this.part = part;
        this.camera = camera;
        this.escalate = escalate;
        this.clock = clock;
    }

    @Deactivate
    void stop() {
        NamedThreads.end(thread, "vms-system-alarms", Duration.ofSeconds(10));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addCheck(HealthCheck check) {
        checks.add(check);
    }

    void removeCheck(HealthCheck check) {
        checks.remove(check);
    }

    @Override
    public void eventStored(EnrichedEvent event) {
        if (event.message().type().equals(DRIVER_SUSPECT)
                && event.message().data().get("driver") instanceof String driver
                && (drivers.size() < MOST_DRIVERS || drivers.containsKey(driver))) {
            drivers.put(driver, !Boolean.FALSE.equals(event.message().data().get("active")));
        }
    }

    void look() {
        try {
            Map<String, Trouble> now = now();
            now.forEach(this::lasting);
            troubles.entrySet().removeIf(entry -> !now.containsKey(entry.getKey()) && ended(entry.getValue()));
            storeLate();
            readOpen();
            for (String subject : List.copyOf(open)) {
                if (!now.containsKey(subject)) {
                    over(subject);
                }
            }
        } catch (VmsException e) {
            LOG.debug("Alarms wait for the database", e);
        } catch (RuntimeException e) {
            LOG.warn("The server's own alarms could not be looked after", e);
        }
    }

    private Map<String, Trouble> now() {
        Map<String, Trouble> now = new HashMap<>();
        for (HealthCheck check : checks) {
            try {
                Optional<String> problem = check.problem();
                // Of a part that does not work nobody needs to hear more.
                problem.or(check::warning)
                        .ifPresent(text -> now.put(
                                PREFIX + (problem.isPresent() ? "part:" : "warning:") + check.name(),
                                new Trouble(
                                        check.name() + ": " + text,
                                        problem.isPresent() ? Severity.CRITICAL : Severity.WARNING,
                                        Optional.empty())));
            } catch (RuntimeException e) {
                LOG.warn("The state of {} cannot be asked for", check.getClass().getName(), e);
            }
        }
        DeviceRegistry registry = devices;
        if (registry != null && !camera.isZero()) {
            for (Camera each : registry.cameras()) {
                lost(registry, each)
                        .ifPresent(why -> now.put(
                                PREFIX + "camera:" + each.id(),
                                new Trouble(each.name() + " is lost: " + why, Severity.CRITICAL, Optional.of(each))));
            }
        }
        drivers.forEach((driver, suspect) -> {
            if (suspect) {
                now.put(
                        PREFIX + "driver:" + driver,
                        new Trouble("The driver " + driver + " is suspect", Severity.CRITICAL, Optional.empty()));
            }
        });
        return now;
    }

    private static Optional<String> lost(DeviceRegistry registry, Camera camera) {
        CameraStatus status;
        try {
            status = registry.status(camera.id());
        } catch (VmsException e) {
            // It was removed meanwhile.
            return Optional.empty();
        }
        return switch (status.state()) {
            case OFFLINE -> Optional.of(status.detail().isBlank() ? "it does not answer" : status.detail());
            case AUTH_FAILED -> Optional.of("it refuses the password");
            case DRIVER_MISSING -> Optional.of("its driver is not installed");
            case ONLINE, CONNECTING, DISABLED -> Optional.empty();
        };
    }

    private void lasting(String subject, Trouble trouble) {
        Known known = troubles.computeIfAbsent(
                subject, name -> new Known(clock.instant().truncatedTo(ChronoUnit.MICROS), AlarmId.next(clock)));
        Duration wait =
                trouble.camera().isPresent() ? camera : subject.startsWith(PREFIX + "driver:") ? Duration.ZERO : part;
        if (known.stored || System.nanoTime() - known.sinceNanos < wait.toNanos()) {
            return;
        }
        AlarmTrigger trigger = new AlarmTrigger(
                PREFIX + known.id,
                subject,
                trouble.title(),
                trouble.severity(),
                Optional.empty(),
                trouble.camera().map(Camera::id),
                trouble.camera().map(Camera::name),
                Optional.empty(),
                known.since,
                escalate,
                Optional.empty());
        try {
            alarms.raise(known.id, known.told.orElse(trigger));
            known.stored = true;
            open.add(subject);
        } catch (VmsException e) {
            if (known.told.isEmpty()) {
                known.told = Optional.of(trigger);
                alarms.tell(unstored(known, trigger));
            }
            LOG.debug("{}: the alarm is stored later", subject, e);
        }
    }

    /** What was told and is over before it could be stored, as when the database was away, is stored all the same. */
    private boolean ended(Known known) {
        if (!known.stored && known.told.isPresent() && late.size() < MOST_LATE) {
            late.add(known);
        }
        return true;
    }

    private void storeLate() {
        while (!late.isEmpty()) {
            Known known = late.get(0);
            Alarm alarm = alarms.raise(known.id, known.told.orElseThrow());
            alarms.close(SYSTEM, alarm.id(), OptionalInt.empty(), "It is over");
            late.remove(0);
        }
    }

    private static Alarm unstored(Known known, AlarmTrigger trigger) {
        return new Alarm(
                known.id,
                trigger.subject(),
                trigger.title(),
                trigger.severity(),
                AlarmState.OPEN,
                Optional.empty(),
                trigger.camera(),
                trigger.cameraName(),
                Optional.empty(),
                Optional.empty(),
                1,
                trigger.time(),
                trigger.time(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                trigger.instructions(),
                0);
    }

    /** Those that were open when the server ended. */
    private void readOpen() {
        if (read) {
            return;
        }
        alarms.alarms(AlarmQuery.newest(1001, AlarmState.OPEN, AlarmState.ACKNOWLEDGED)).stream()
                .map(Alarm::subject)
                .filter(subject -> subject.startsWith(PREFIX))
                .forEach(open::add);
        read = true;
    }

    private void over(String subject) {
        alarms.open(subject).ifPresent(alarm -> alarms.close(SYSTEM, alarm.id(), OptionalInt.empty(), "It is over"));
        open.remove(subject);
    }
}
