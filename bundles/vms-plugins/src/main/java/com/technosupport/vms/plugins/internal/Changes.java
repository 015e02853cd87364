package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.plugin.Plugin.State;
import com.technosupport.vms.plugins.internal.Watchdog.Hung;
import com.technosupport.vms.plugins.internal.jar.PluginJar;
import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new version in place of the one that serves: it is rehearsed unseen, tried with devices beside the other, given some
 * cameras and then all, and taken back if it fails while on probation. At each moment one version that works is started.
 * Belongs to the keeper's thread, which waits here for no longer than the settings' limits.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Settings settings;
    private final OwnBundles bundles;
    private final Trial trial;
    private final Probation probation;
    private final JarStore store;
    private final Trail trail;
    private final Clock clock;

    /** Writes down what is known, and shows it. */
    private final Runnable record;

    private final Map<String, Change> underway = new HashMap<>();

    Changes(
            Settings settings,
            OwnBundles bundles,
            Trial trial,
            JarStore store,
            Trail trail,
            Clock clock,
            LongSupplier nanoTime,
            Runnable record) {
        this.settings = settings;
        this.bundles = bundles;
        this.trial = trial;
        this.probation = new Probation(settings, trial, nanoTime);
        this.store = store;
        this.trail = trail;
        this.clock = clock;
        this.record = record;
    }

    Collection<Change> underway() {
        return List.copyOf(underway.values());
    }

    Optional<Change> underway(Entry entry) {
        return Optional.ofNullable(underway.get(entry.name));
    }

    /** What serves, under whatever hash. */
    Optional<Bundle> serving(Entry entry) {
        Change change = underway.get(entry.name);
        if (change != null && change.serves) {
            return Optional.of(change.candidate);
        }
        return bundles.find(entry.name, entry.good)
                .filter(OwnBundles::runs)
                .or(() -> bundles.builtIn(entry.name).filter(OwnBundles::runs));
    }

    /** Begins with a jar that lies in the store. What comes of it stands in the entry. */
    void begin(Entry entry, PluginJar jar, String sha256) throws InterruptedException {
        entry.kinds = jar.kinds();
        entry.contract = jar.contract();
        entry.enter(State.TRIAL, "", clock.instant());
        entry.attempts = sha256.equals(entry.trying) ? entry.attempts + 1 : 1;
        entry.trying = sha256;
        record.run();
        Optional<Bundle> former = serving(entry);
        Bundle candidate = null;
        try {
            requireUsable(jar, store.path(jar.name(), sha256));
            candidate = bundles.install(jar.name(), sha256, store.path(jar.name(), sha256));
            trial.run(candidate, jar, former.isPresent());
            Change change = new Change(entry, jar, sha256, candidate, former);
            if (former.isPresent() && change.tellsOfDevices() && settings.rollOutPercent() > 0) {
                rollOut(change);
            } else {
                serve(change);
            }
        } catch (Refusal e) {
            refuse(entry, candidate, sha256, e.getMessage());
        } catch (BundleException | IOException e) {
            refuse(entry, candidate, sha256, "it cannot be installed: " + Rehearsal.reason(e));
        } catch (RuntimeException e) {
            LOG.error("Plug-in {}: the trial failed", entry.name, e);
            refuse(entry, candidate, sha256, "its trial failed: " + Rehearsal.reason(e));
        }
    }

    /** What can be said of a jar without touching anything that serves. */
    void requireUsable(PluginJar jar, Path file) throws Refusal, InterruptedException {
        trial.refuseForeignDrivers(jar);
        trial.refuseUnusableModel(jar, file);
    }

    private void refuse(Entry entry, Bundle candidate, String sha256, String reason) throws InterruptedException {
        if (candidate != null) {
            trial.withdraw(candidate);
            bundles.remove(candidate);
        }
        entry.trying = "";
        entry.attempts = 0;
        entry.refused = sha256;
        entry.enter(State.REJECTED, reason, clock.instant());
        LOG.warn("Plug-in {} (deploy/{}) is not taken: {}", entry.name, entry.file, reason);
        trail.append("plugin.rejected", entry.name, "deploy/" + entry.file + ", sha256 " + sha256 + ": " + reason);
        tidy(entry);
        record.run();
    }

    private void rollOut(Change change) {
        int cameras = trial.trials()
                .rollOut(change.candidate.getBundleId(), settings.rollOutPercent())
                .size();
        probation.begin(change, settings.rollOut());
        underway.put(change.entry.name, change);
        change.entry.enter(
                State.ROLLING_OUT,
                "serves " + cameras + " cameras, " + change.formerVersion + " the others",
                clock.instant());
        LOG.info("Plug-in {} {} serves {} cameras first", change.entry.name, change.jar.version(), cameras);
        record.run();
    }

    private void serve(Change change) throws InterruptedException {
        Entry entry = change.entry;
        trial.trials().promote(change.candidate.getBundleId());
        change.serves = true;
        underway.put(entry.name, change);
        probation.begin(change, settings.probation());
        String told = told(change);
        change.former.ifPresent(former -> LOG.info("Plug-in {}: {}", entry.name, told));
        if (change.former.isPresent()) {
            quietly(change.former.get(), true);
        }
        trail.append(
                change.former.isPresent() ? "plugin.updated" : "plugin.installed",
                entry.name,
                "deploy/" + entry.file + ", sha256 " + change.sha256 + ", " + told + ", " + entry.contract);
        if (change.former.isPresent() && !settings.probation().isZero()) {
            entry.enter(State.PROBATION, told, clock.instant());
            record.run();
        } else {
            finish(change);
        }
    }

    private static String told(Change change) {
        if (change.former.isEmpty()) {
            return "version " + change.jar.version();
        }
        int order = change.jar.version().compareTo(change.former.get().getVersion());
        return change.formerVersion + " to " + change.jar.version()
                + (order < 0 ? ", an older version" : order == 0 ? ", another build of it" : "");
    }

    /** Starts or stops what has run before, and only says so when that fails. */
    private boolean quietly(Bundle bundle, boolean stop) throws InterruptedException {
        try {
            if (stop) {
                List<String> left = bundles.stop(bundle);
                if (!left.isEmpty()) {
                    LOG.warn("Plug-in {} left threads running when it was stopped: {}", bundle, left);
                }
            } else if (!OwnBundles.runs(bundle)) {
                bundles.start(bundle);
            }
            return true;
        } catch (Hung | BundleException e) {
            LOG.error("Plug-in {} cannot be {}: {}", bundle, stop ? "stopped" : "started", Rehearsal.reason(e));
            return false;
        }
    }

    private void finish(Change change) throws InterruptedException {
        Entry entry = change.entry;
        underway.remove(entry.name);
        entry.previous = change.former.map(OwnBundles::hash).orElse("");
        entry.previousVersion = change.formerVersion;
        entry.good = change.sha256;
        entry.goodVersion = change.jar.version().toString();
        entry.trying = "";
        entry.attempts = 0;
        if (entry.state != State.REJECTED) {
            // Else a file that came meanwhile was refused, which is still to be seen.
            entry.enter(State.ACTIVE, "", clock.instant());
        }
        record.run();
        if (change.former.isPresent() && OwnBundles.isOurs(change.former.get())) {
            bundles.remove(change.former.get());
        }
        tidy(entry);
        LOG.info("Plug-in {} {} is taken ({})", entry.name, entry.goodVersion, entry.contract);
    }

    /** Looks after what is on its way. */
    void step() throws InterruptedException {
        for (Change change : underway()) {
            String problem = probation.problem(change);
            boolean due = probation.isOver(change);
            if (!problem.isEmpty()) {
                takeBack(change, problem);
            } else if (due && change.serves) {
                finish(change);
            } else if (due) {
                serveAfterRollOut(change);
            }
        }
    }

    private void serveAfterRollOut(Change change) throws InterruptedException {
        try {
            serve(change);
        } catch (RuntimeException e) {
            takeBack(change, "it cannot be given all cameras: " + Rehearsal.reason(e));
        }
    }

    /** The former version serves again before this one goes. */
    void takeBack(Change change, String reason) throws InterruptedException {
        Entry entry = change.entry;
        underway.remove(entry.name);
        if (change.serves && change.former.isPresent() && !restore(change.former.get())) {
            // Better one that fails now and then than none.
            finish(change);
            entry.detail = "it fails (" + reason + "), but " + change.formerVersion + " can no longer be started";
            record.run();
            return;
        }
        trial.withdraw(change.candidate);
        bundles.remove(change.candidate);
        entry.trying = "";
        entry.attempts = 0;
        entry.refused = change.sha256;
        entry.enter(State.ROLLED_BACK, reason, clock.instant());
        LOG.warn(
                "Plug-in {} {} is rolled back{}: {}",
                entry.name,
                change.jar.version(),
                change.former.isPresent() ? " to " + change.formerVersion : "",
                reason);
        trail.append(
                "plugin.rolledBack",
                entry.name,
                "sha256 " + change.sha256 + ", " + change.jar.version() + " to " + change.formerVersion + ": "
                        + reason);
        tidy(entry);
        record.run();
    }

    /** Starts it beside what serves, which may then go. */
    private boolean restore(Bundle former) throws InterruptedException {
        trial.trials().announce(former.getBundleId());
        if (!quietly(former, false)) {
            return false;
        }
        if (!trial.awaitModel(former)) {
            LOG.warn("Plug-in {} is started again, and its model is not loaded yet", former);
        }
        trial.trials().promote(former.getBundleId());
        return true;
    }

    /**
     * Puts the version back that was there before the one that serves.
     *
     * @param jar the former version's; not used when that is the built-in one
     */
    void bringBack(Entry entry, Optional<PluginJar> jar) throws Refusal, InterruptedException {
        Optional<Bundle> current = bundles.find(entry.name, entry.good);
        String refused = entry.good;
        String version = entry.goodVersion;
        Bundle former;
        if (jar.isPresent()) {
            try {
                former = bundles.install(entry.name, entry.previous, store.path(entry.name, entry.previous));
            } catch (BundleException | IOException e) {
                throw new Refusal("the former version cannot be installed: " + Rehearsal.reason(e));
            }
            trial.trials().announce(former.getBundleId());
            try {
                trial.start(former, jar.get());
            } catch (Refusal e) {
                trial.withdraw(former);
                bundles.remove(former);
                throw e;
            }
            trial.trials().promote(former.getBundleId());
            entry.good = entry.previous;
            entry.goodVersion = entry.previousVersion;
        } else {
            former = bundles.builtIn(entry.name)
                    .orElseThrow(() -> new Refusal("the version of the distribution is not there any more"));
            if (!restore(former)) {
                throw new Refusal("the version of the distribution cannot be started");
            }
            entry.good = "";
            entry.goodVersion = "";
        }
        entry.refused = refused;
        entry.previous = "";
        entry.previousVersion = "";
        entry.enter(State.ROLLED_BACK, "rolled back by hand from " + version, clock.instant());
        record.run();
        if (current.isPresent()) {
            bundles.remove(current.get());
        }
        LOG.warn("Plug-in {} is rolled back by hand: {} to {}", entry.name, version, former.getVersion());
        trail.append(
                "plugin.rolledBack",
                entry.name,
                "sha256 " + refused + ", " + version + " to " + former.getVersion() + ": by hand");
        tidy(entry);
    }

    /** Takes the plug-in out; where the distribution brought one of that name, that one serves again first. */
    void remove(Entry entry) throws InterruptedException {
        Change change = underway.remove(entry.name);
        Optional<Bundle> builtIn = bundles.builtIn(entry.name);
        if (builtIn.isPresent() && !OwnBundles.runs(builtIn.get())) {
            restore(builtIn.get());
        }
        if (change != null) {
            trial.withdraw(change.candidate);
            bundles.remove(change.candidate);
        }
        Optional<Bundle> good = bundles.find(entry.name, entry.good);
        if (good.isPresent()) {
            bundles.remove(good.get());
        }
        LOG.info("Plug-in {} is removed, since deploy/{} is gone", entry.name, entry.file);
        trail.append("plugin.removed", entry.name, "deploy/" + entry.file + ", sha256 " + entry.seen);
        entry.good = "";
        entry.previous = "";
        tidy(entry);
    }

    /** Brings up what served when the server ended. */
    void bringUp(Entry entry, PluginJar jar) throws Refusal, InterruptedException {
        try {
            Optional<Bundle> there = bundles.find(entry.name, entry.good);
            Bundle good = there.isPresent()
                    ? there.get()
                    : bundles.install(entry.name, entry.good, store.path(entry.name, entry.good));
            if (!OwnBundles.runs(good)) {
                trial.start(good, jar);
            }
            if (entry.state != State.REJECTED && entry.state != State.ROLLED_BACK) {
                entry.enter(State.ACTIVE, "", entry.since);
            }
        } catch (BundleException | IOException e) {
            throw new Refusal("it cannot be installed: " + Rehearsal.reason(e));
        }
        keepBuiltInDown(entry);
    }

    /** Where no dropped version comes up. */
    void bringBuiltInUp(Bundle builtIn) throws InterruptedException {
        quietly(builtIn, false);
    }

    /** Two bundles of one name must not serve: the framework or a feature may have started the built-in one again. */
    void keepBuiltInDown(Entry entry) throws InterruptedException {
        Optional<Bundle> serving = serving(entry).filter(OwnBundles::isOurs);
        Optional<Bundle> builtIn = bundles.builtIn(entry.name).filter(bundle -> bundle.getState() == Bundle.ACTIVE);
        if (serving.isPresent() && builtIn.isPresent() && !former(entry, builtIn.get())) {
            quietly(builtIn.get(), true);
        }
    }

    /** While a version is only rolling out, the former one serves. */
    private boolean former(Entry entry, Bundle bundle) {
        Change change = underway.get(entry.name);
        return change != null
                && !change.serves
                && change.former.filter(bundle::equals).isPresent();
    }

    private void tidy(Entry entry) {
        try {
            Set<String> kept = new java.util.HashSet<>(List.of(entry.good, entry.previous, entry.trying));
            kept.remove("");
            kept.remove(Entry.BUILT_IN);
            store.keepOnly(entry.name, kept);
        } catch (IOException e) {
            LOG.warn("Plug-in {}: old jars are not deleted", entry.name, e);
        }
    }
}
