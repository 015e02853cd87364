package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.detection.InferenceEngine;
import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.PluginRegistry;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.plugins.internal.jar.AvailablePackages;
import com.technosupport.vms.plugins.internal.jar.JarReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The safe drop-in. File Install only says when to look: it forgets over a restart what it has installed, and its own way with
 * bundles takes the running version away before it knows that the new one works. Ranked above all others, this takes every file.
 */
@Component(
        service = {PluginRegistry.class, ArtifactInstaller.class},
        immediate = true,
        configurationPid = PluginsConfiguration.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@ServiceRanking(1000)
@Designate(ocd = PluginsConfiguration.class)
public final class PluginComponent implements PluginRegistry, ArtifactInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(PluginComponent.class);
    private static final int MOST_REQUESTS = 16;
    private static final long IDLE_MILLIS = 500;
    private static final long BUSY_MILLIS = 50;

    /** A trial takes as long as its devices do; who has sent the jar is told then that it goes on. */
    private static final long TRIAL_SECONDS = 20;

    private final AtomicReference<DriverTrials> trials = new AtomicReference<>();
    private final AtomicReference<AuditLog> auditLog = new AtomicReference<>();
    private final AtomicReference<InferenceEngine> engine = new AtomicReference<>();
    private final BlockingQueue<FutureTask<Plugin>> requests = new ArrayBlockingQueue<>(MOST_REQUESTS);
    private final FutureTask<Plugin> wakeUp = new FutureTask<>(() -> null);
    private final BundleContext context;
    private final Settings settings;
    private final PluginKeeper keeper;
    private final Uploads uploads;
    private final Thread thread;
    private volatile boolean ended;

    /** @throws IOException when the directories are not ours alone: then nothing is taken */
    @Activate
    public PluginComponent(
            @Reference Curtain curtain,
            @Reference SameNames names,
            @Reference ServiceComponentRuntime components,
            PluginsConfiguration configuration,
            BundleContext context)
            throws IOException {
        this.context = context;
        settings = Settings.of(configuration);
        JarStore store = new JarStore(settings.store());
        uploads = new Uploads(settings.store(), settings.maxBytes());
        DeployFolder folder = new DeployFolder(settings.deploy(), settings.store(), settings.maxBytes());
        Ledger ledger = new Ledger(settings.store().resolve("plugins.properties"));
        Clock clock = Clock.systemUTC();
        Watchdog watchdog = new Watchdog();
        OwnBundles bundles = new OwnBundles(context, watchdog, settings);
        Trail trail = new Trail(clock, auditLog::get);
        Rehearsal rehearsal = new Rehearsal(context, bundles, watchdog, curtain, components, settings.start());
        Trial trial = new Trial(context, settings, bundles, watchdog, rehearsal, trials::get, engine::get);
        keeper = new PluginKeeper(
                settings,
                folder,
                store,
                ledger,
                bundles,
                trail,
                record -> new Changes(settings, bundles, trial, store, trail, clock, System::nanoTime, record),
                () -> new JarReader(AvailablePackages.of(context, OwnBundles::isOurs), settings.requireContract()),
                () -> trials.get() != null,
                clock,
                System::nanoTime);
        thread = new Thread(OwnBundles.rootGroup(), this::run, "vms-plugins");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            removeForeign();
            keeper.begin();
            while (!ended) {
                boolean busy = true;
                try {
                    busy = keeper.turn();
                } catch (RuntimeException e) {
                    LOG.error("Looking after plug-ins failed; it is tried again", e);
                    busy = false;
                }
                FutureTask<Plugin> request = requests.poll(busy ? BUSY_MILLIS : IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    request.run();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The keeper of plug-ins ends", e);
        } catch (RuntimeException e) {
            LOG.error("Plug-ins are not looked after any more", e);
        } finally {
            keeper.end();
        }
    }

    /** What File Install made by itself of jars in our directory, while this bundle was away: it lies there yet, and is ours now. */
    private void removeForeign() {
        String prefix = settings.deploy().toUri().toString();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(prefix)) {
                try {
                    LOG.warn("Bundle {} was installed without being looked at; it is taken out", bundle);
                    bundle.uninstall();
                } catch (BundleException | IllegalStateException e) {
                    LOG.warn("Bundle {} cannot be taken out", bundle, e);
                }
            }
        }
    }

    @Deactivate
    void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join(settings.stop().toMillis() * 2);
            if (thread.isAlive()) {
                LOG.warn("The keeper of plug-ins still waits for one that hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (FutureTask<Plugin> request : requests) {
            request.cancel(false);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTrials(DriverTrials found) {
        trials.set(found);
        look();
    }

    void unbindTrials(DriverTrials gone) {
        trials.compareAndSet(gone, null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAuditLog(AuditLog found) {
        auditLog.set(found);
    }

    void unbindAuditLog(AuditLog gone) {
        auditLog.compareAndSet(gone, null);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEngine(InferenceEngine found) {
        engine.set(found);
    }

    void unbindEngine(InferenceEngine gone) {
        engine.compareAndSet(gone, null);
    }

    /** Soon. When the queue is full, it is looked anyway. */
    private void look() {
        boolean unused = requests.offer(wakeUp);
    }

    // What File Install calls

    @Override
    public boolean canHandle(File artifact) {
        return settings.deploy().toFile().equals(artifact.getParentFile());
    }

    @Override
    public void install(File artifact) {
        look();
    }

    @Override
    public void update(File artifact) {
        look();
    }

    @Override
    public void uninstall(File artifact) {
        look();
    }

    // What others call

    @Override
    public List<Plugin> plugins() {
        return keeper.plugins();
    }

    @Override
    public Plugin rollBack(String name) throws InterruptedException {
        return ask(() -> keeper.rollBack(name), "Not rolled back");
    }

    @Override
    public void remove(String name) throws InterruptedException {
        Plugin unused = ask(
                () -> {
                    keeper.removeByHand(name);
                    return null;
                },
                "Not removed");
    }

    @Override
    public Plugin install(InputStream jar) throws IOException, InterruptedException {
        return uploads.receive(jar, this::install);
    }

    private Plugin install(Uploads.Upload upload) throws InterruptedException {
        AtomicBoolean decided = new AtomicBoolean();
        FutureTask<Plugin> request = new FutureTask<>(() -> {
            if (!decided.compareAndSet(false, true)) {
                throw new VmsException(ErrorCode.BUSY, "Given up");
            }
            return keeper.install(upload.file(), upload.sha256());
        });
        try {
            return ask(request, TRIAL_SECONDS, "Not installed");
        } catch (TimeoutException e) {
            if (decided.compareAndSet(false, true)) {
                throw new VmsException(ErrorCode.BUSY, "Another plug-in is being tried at the moment", e);
            }
            return keeper.plugins().stream()
                    .filter(plugin -> plugin.sha256().equals(upload.sha256()))
                    .findFirst()
                    .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "The jar is still looked at", e));
        }
    }

    private Plugin ask(Callable<Plugin> act, String failed) throws InterruptedException {
        try {
            return ask(new FutureTask<>(act), Long.MAX_VALUE, failed);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private Plugin ask(FutureTask<Plugin> request, long seconds, String failed)
            throws InterruptedException, TimeoutException {
        if (ended || !requests.offer(request)) {
            throw new VmsException(ErrorCode.BUSY, "The keeper of plug-ins takes no more requests now");
        }
        try {
            return request.get(seconds, TimeUnit.SECONDS);
        } catch (CancellationException e) {
            throw new VmsException(ErrorCode.BUSY, "The keeper of plug-ins ends", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VmsException known) {
                throw known;
            }
            throw new VmsException(ErrorCode.INTERNAL, failed, e.getCause());
        }
    }
}
