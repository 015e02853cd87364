package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.InferenceEngine;
import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.device.DriverTrials.Answer;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.plugins.internal.Watchdog.Hung;
import com.technosupport.vms.plugins.internal.jar.JarReader;
import com.technosupport.vms.plugins.internal.jar.PluginJar;
import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whether a version works, before it serves anybody. Belongs to the keeper's thread. */
final class Trial {

    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    private static final Duration POLL = Duration.ofMillis(20);

    /** A large model takes its time to be loaded. */
    private static final Duration MODEL_LIMIT = Duration.ofMinutes(2);

    /** Without the device bundle there are no devices, and no two versions to tell apart. */
    private static final DriverTrials NO_TRIALS = new NoTrials();

    private final BundleContext context;
    private final Settings settings;
    private final OwnBundles bundles;
    private final Watchdog watchdog;
    private final Rehearsal rehearsal;

    /** Null while the device bundle is away. */
    private final Supplier<DriverTrials> trials;

    /** Null while the bundle that runs models is away. */
    private final Supplier<InferenceEngine> engine;

    Trial(
            BundleContext context,
            Settings settings,
            OwnBundles bundles,
            Watchdog watchdog,
            Rehearsal rehearsal,
            Supplier<DriverTrials> trials,
            Supplier<InferenceEngine> engine) {
        this.context = context;
        this.settings = settings;
        this.bundles = bundles;
        this.watchdog = watchdog;
        this.rehearsal = rehearsal;
        this.trials = trials;
        this.engine = engine;
    }

    DriverTrials trials() {
        DriverTrials present = trials.get();
        return present == null ? NO_TRIALS : present;
    }

    /**
     * Starts a bundle unseen, then as a candidate, and tries devices with it where another version serves.
     *
     * @throws Refusal when it does not work; it may have been started
     */
    void run(Bundle candidate, PluginJar jar, boolean another) throws Refusal, InterruptedException {
        rehearsal.run(candidate, jar);
        trials().announce(candidate.getBundleId());
        start(candidate, jar);
        if (another) {
            probe(candidate, jar);
        }
    }

    /** Tries a model before its bundle is installed: then the reason is the model's, and what serves is not touched. */
    void refuseUnusableModel(PluginJar jar, Path file) throws Refusal, InterruptedException {
        if (!jar.holdsModel()) {
            return;
        }
        long end = System.nanoTime() + settings.start().toNanos();
        while (engine.get() == null) {
            if (System.nanoTime() > end) {
                throw new Refusal("it holds a model, and nothing on this server runs models");
            }
            Thread.sleep(POLL.toMillis());
        }
        try {
            Optional<String> problem = watchdog.call(
                    "model " + jar.name(),
                    Thread.currentThread().getThreadGroup(),
                    MODEL_LIMIT,
                    () -> engine.get().problem(file));
            if (problem.isPresent()) {
                throw new Refusal(problem.get());
            }
        } catch (Hung e) {
            throw new Refusal("its model hangs: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new Refusal("its model cannot be tried: " + Rehearsal.reason(e.getCause()));
        }
    }

    /** A plug-in replaces its own versions, not somebody else's driver. */
    void refuseForeignDrivers(PluginJar jar) throws Refusal {
        for (String driver : jar.drivers()) {
            try {
                ServiceReference<?>[] others =
                        context.getAllServiceReferences(VendorDriver.class.getName(), "(vms.driver=" + driver + ")");
                for (ServiceReference<?> other : others == null ? new ServiceReference<?>[0] : others) {
                    Bundle bundle = other.getBundle();
                    if (bundle != null && !jar.name().equals(bundle.getSymbolicName())) {
                        throw new Refusal("the driver " + driver + " is that of " + bundle.getSymbolicName()
                                + "; only a plug-in of that symbolic name replaces it");
                    }
                }
            } catch (InvalidSyntaxException e) {
                throw new IllegalStateException("A driver's id holds nothing that a filter minds", e);
            }
        }
    }

    /** Starts it and awaits its services, also in the device bundle's eyes. */
    void start(Bundle bundle, PluginJar jar) throws Refusal, InterruptedException {
        try {
            bundles.start(bundle);
        } catch (Hung e) {
            throw new Refusal("it hangs: " + e.getMessage());
        } catch (BundleException e) {
            throw new Refusal("it cannot be started: " + Rehearsal.reason(e));
        }
        long end = System.nanoTime() + settings.start().toNanos();
        boolean known = trials.get() == null;
        // At the server's start models are brought up before what runs them.
        Set<String> awaited = jar.holdsModel() && engine.get() == null ? Set.of() : jar.services();
        while (!Rehearsal.registered(bundle).containsAll(awaited)
                || !(known || trials().drivers(bundle.getBundleId()).containsAll(jar.drivers()))) {
            String refusal = trials().refusal(bundle.getBundleId());
            if (!refusal.isEmpty()) {
                throw new Refusal(refusal);
            }
            if (System.nanoTime() > end) {
                throw new Refusal(
                        "its services did not come within " + settings.start().toSeconds() + " s of its start");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /**
     * Waits for as long as a start may take, where a bundle holds a model: that is loaded after its start.
     *
     * @return false when it has not come; true also where there is none, or nothing that runs it
     */
    boolean awaitModel(Bundle bundle) throws InterruptedException {
        if (bundle.getHeaders("").get(JarReader.MODEL_HEADER) == null || engine.get() == null) {
            return true;
        }
        long end = System.nanoTime() + settings.start().toNanos();
        while (!Rehearsal.registered(bundle).contains(Detector.class.getName())) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(POLL.toMillis());
        }
        return true;
    }

    private void probe(Bundle candidate, PluginJar jar) throws Refusal, InterruptedException {
        List<Answer> answers = ask(candidate, jar);
        for (Answer answer : answers) {
            if (!answer.problem().isEmpty()) {
                throw new Refusal("camera " + answer.camera().value()
                        + " answers the version that serves and not this one: " + answer.problem());
            }
        }
        LOG.info("Plug-in {} {}: {} devices answered", jar.name(), jar.version(), answers.size());
    }

    /**
     * Asks devices: those that the bundle serves, or before it serves any, some of those that it would.
     *
     * @return nothing where it has no devices
     * @throws Refusal when that comes to no end
     */
    List<Answer> ask(Bundle candidate, PluginJar jar) throws Refusal, InterruptedException {
        if (jar.drivers().isEmpty() || settings.probeDevices() == 0) {
            return List.of();
        }
        try {
            // Twice its limit: it ends by itself, and should it not, it holds up nobody.
            return watchdog.call(
                    "probe " + jar.name(),
                    Thread.currentThread().getThreadGroup(),
                    settings.probe().multipliedBy(2),
                    () -> trials().probe(candidate.getBundleId(), settings.probeDevices(), settings.probe()));
        } catch (Hung e) {
            throw new Refusal("it hangs: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new Refusal("its devices cannot be tried: " + Rehearsal.reason(e.getCause()));
        }
    }

    void withdraw(Bundle candidate) {
        try {
            trials().withdraw(candidate.getBundleId());
        } catch (RuntimeException e) {
            LOG.warn("Plug-in {}: its cameras were not taken back: {}", candidate, e.getMessage());
        }
    }
}
