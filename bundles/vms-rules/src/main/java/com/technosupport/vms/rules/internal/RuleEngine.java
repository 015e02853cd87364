package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.event.EventInterest;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.AlarmStore;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleStore;
import com.technosupport.vms.api.rule.Rules;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.EventStore;
import com.technosupport.vms.api.store.SiteStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rules at work: from an event that is stored to actions that are done. See {@code DESIGN.md}. */
@Component(
        service = {Rules.class, EventInterest.class, EnrichedEventListener.class},
        immediate = true,
        configurationPid = RulesConfiguration.PID)
@Designate(ocd = RulesConfiguration.class)
public final class RuleEngine implements Rules, EventInterest, EnrichedEventListener {

    private static final Logger LOG = LoggerFactory.getLogger(RuleEngine.class);

    private final List<RuleAction> installed = new CopyOnWriteArrayList<>();
    private final RuleStore store;
    private final AlarmStore alarms;
    private final RuleBook book;
    private final RuleIntake intake;
    private final RuleRunner runner;
    private final RuleDesk desk;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService upkeep =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-rules-upkeep"));
    private volatile DeviceRegistry devices;
    private volatile boolean started;
    private Optional<RuleMeters> meters = Optional.empty();

    @Activate
    public RuleEngine(
            @Reference RuleStore store,
            @Reference AlarmStore alarms,
            @Reference EventStore events,
            @Reference SiteStore sites,
            @Reference CredentialVault vault,
            @Reference AuditLog audit,
            RulesConfiguration configuration) {
        this(store, alarms, events, sites, vault, audit, configuration, Clock.systemUTC());
    }

    RuleEngine(
            RuleStore store,
            AlarmStore alarms,
            EventStore events,
            SiteStore sites,
            CredentialVault vault,
            AuditLog audit,
            RulesConfiguration configuration,
            Clock clock) {
        this.store = store;
        this.alarms = alarms;
        this.clock = clock;
        this.kept = Duration.ofDays(Math.max(1, configuration.keepDays()));
        Actions actions = new Actions(() -> installed);
        StepSecrets secrets = new StepSecrets(vault);
        Conditions conditions = new Conditions(new Places(sites, () -> Optional.ofNullable(devices)));
        book = new RuleBook(store, severity(configuration.stillSeverity()), configuration.stillOfBoxes());
        runner = new RuleRunner(
                events,
                store,
                actions,
                secrets,
                configuration.workers(),
                Map.of("snapshot", Math.max(1, configuration.stillsAtATime())),
                clock);
        intake = new RuleIntake(events, store, book, conditions, runner::planned, clock);
        desk = new RuleDesk(
                store, actions, secrets, audit, new DryRunner(events, conditions), this::rulesChanged, clock);
        runner.start();
        intake.start();
        // What it throws is logged where it happens.
        var unused = upkeep.scheduleWithFixedDelay(this::forget, 1, 60, TimeUnit.MINUTES);
        started = true;
    }

    private static Optional<Severity> severity(String name) {
        try {
            return name.isBlank() ? Optional.empty() : Optional.of(Severity.valueOf(name.strip()));
        } catch (IllegalArgumentException e) {
            LOG.error("stillSeverity is INFO, WARNING, CRITICAL or empty; WARNING is used");
            return Optional.of(Severity.WARNING);
        }
    }

    @Deactivate
    void stop() {
        upkeep.shutdownNow();
        intake.close();
        runner.close();
        synchronized (this) {
            meters.ifPresent(RuleMeters::close);
            meters = Optional.empty();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addAction(RuleAction action) {
        installed.add(action);
        if (started) {
            runner.wake();
        }
    }

    void removeAction(RuleAction action) {
        installed.remove(action);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setDevices(DeviceRegistry registry) {
        devices = registry;
    }

    void unsetDevices(DeviceRegistry registry) {
        if (devices == registry) {
            devices = null;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void setMeters(MeterRegistry registry) {
        meters.ifPresent(RuleMeters::close);
        meters = Optional.of(new RuleMeters(registry, intake, runner));
    }

    synchronized void unsetMeters(MeterRegistry registry) {
        meters.filter(mine -> mine.isOf(registry)).ifPresent(mine -> {
            mine.close();
            meters = Optional.empty();
        });
    }

    private void rulesChanged() {
        book.changed();
        intake.wake();
    }

    private void forget() {
        try {
            Instant before = clock.instant().minus(kept);
            int runs = store.deleteFinished(before);
            int closed = alarms.deleteClosed(before);
            LOG.debug("{} runs and {} alarms from before {} were forgotten", runs, closed, before);
        } catch (VmsException e) {
            LOG.debug("Old runs and alarms are forgotten later", e);
        } catch (RuntimeException e) {
            LOG.warn("Old runs and alarms could not be forgotten", e);
        }
    }

    @Override
    public boolean wants(EnrichedEvent event) {
        return book.mayWant(event);
    }

    @Override
    public void eventStored(EnrichedEvent event) {
        intake.wake();
    }

    @Override
    public List<Rule> rules() {
        return desk.rules();
    }

    @Override
    public Optional<Rule> rule(RuleId id) {
        return desk.rule(id);
    }

    @Override
    public Rule add(Actor actor, Draft draft) {
        return desk.add(actor, draft);
    }

    @Override
    public Rule update(Actor actor, RuleId id, Draft draft) {
        return desk.update(actor, id, draft);
    }

    @Override
    public void remove(Actor actor, RuleId id) {
        desk.remove(actor, id);
    }

    @Override
    public List<RuleAction> actions() {
        return desk.actions();
    }

    @Override
    public DryRun dryRun(Draft draft, Instant from, Instant to) {
        return desk.dryRun(draft, from, to);
    }

    @Override
    public List<RuleRun> runs(Optional<RuleId> rule, int limit) {
        return desk.runs(rule, limit);
    }
}
