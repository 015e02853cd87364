package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.plugins.internal.Watchdog.Hung;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles that were made of plug-ins' jars, known by their location. All are started transiently: after a restart of the
 * server the framework leaves them alone until the keeper has decided which. Belongs to the keeper's thread.
 */
final class OwnBundles {

    private static final Logger LOG = LoggerFactory.getLogger(OwnBundles.class);
    private static final String LOCATION = "vms-plugin:";
    private static final Duration HEED = Duration.ofSeconds(1);

    /** What the JDK calls threads that were given no name. */
    private static final Pattern NAMELESS = Pattern.compile("pool-\\d+-thread-\\d+|Thread-\\d+|Timer-\\d+");

    private final BundleContext context;
    private final Watchdog watchdog;
    private final Settings settings;
    private final Map<Long, ThreadGroup> groups = new HashMap<>();
    private final Deque<ThreadGroup> idleGroups = new ArrayDeque<>();

    /** Threads in the groups that were doubtful for long and so are held to be the framework's. */
    private final Set<Thread> others = Collections.newSetFromMap(new WeakHashMap<>());

    OwnBundles(BundleContext context, Watchdog watchdog, Settings settings) {
        this.context = context;
        this.watchdog = watchdog;
        this.settings = settings;
    }

    static boolean isOurs(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION);
    }

    List<Bundle> all() {
        return Arrays.stream(context.getBundles()).filter(OwnBundles::isOurs).toList();
    }

    private static String location(String name, String sha256) {
        return LOCATION + name + "/" + sha256;
    }

    Optional<Bundle> find(String name, String sha256) {
        return sha256.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(context.getBundle(location(name, sha256))).filter(OwnBundles::isOurs);
    }

    /** The bundle that the distribution brought under that symbolic name, running or not. */
    Optional<Bundle> builtIn(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> !isOurs(bundle) && name.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    static boolean runs(Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    }

    /** Hash of the jar it was made of, or {@link Entry#BUILT_IN}. */
    static String hash(Bundle bundle) {
        return isOurs(bundle)
                ? bundle.getLocation().substring(bundle.getLocation().lastIndexOf('/') + 1)
                : Entry.BUILT_IN;
    }

    Bundle install(String name, String sha256, Path jar) throws BundleException, IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle(location(name, sha256), in);
            // A transient start fails above the framework's level, and this bundle starts before most.
            bundle.adapt(BundleStartLevel.class)
                    .setStartLevel(
                            context.getBundle().adapt(BundleStartLevel.class).getStartLevel());
            return bundle;
        }
    }

    /** Threads that a bundle makes while it starts are in its group. */
    ThreadGroup group(Bundle bundle) {
        return groups.computeIfAbsent(
                bundle.getBundleId(),
                id -> idleGroups.isEmpty() ? new ThreadGroup(rootGroup(), "vms-plugins") : idleGroups.removeFirst());
    }

    /** The group that is never destroyed: others, such as Config Admin's, end with their last thread, and their children too. */
    static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    void start(Bundle bundle) throws Hung, BundleException, InterruptedException {
        int options = isOurs(bundle) ? Bundle.START_TRANSIENT : 0;
        call("start " + bundle.getSymbolicName(), bundle, settings.start(), () -> bundle.start(options));
    }

    /**
     * Stops it. A built-in one stays stopped when the server is started again.
     *
     * @return names of threads that it left running, and that were interrupted
     */
    List<String> stop(Bundle bundle) throws Hung, BundleException, InterruptedException {
        int options = isOurs(bundle) ? Bundle.STOP_TRANSIENT : 0;
        call("stop " + bundle.getSymbolicName(), bundle, settings.stop(), () -> bundle.stop(options));
        return endThreads(bundle);
    }

    /** What can fail only as bundles do. */
    private interface Act {
        void run() throws BundleException;
    }

    private void call(String what, Bundle bundle, Duration limit, Act act)
            throws Hung, BundleException, InterruptedException {
        try {
            watchdog.call(what, group(bundle), limit, () -> {
                act.run();
                return null;
            });
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BundleException known) {
                throw known;
            }
            throw new BundleException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    /** Gives the bundle's threads a moment, interrupts those that are still there, and names them. */
    private List<String> endThreads(Bundle bundle) throws InterruptedException {
        ThreadGroup group = group(bundle);
        long end = System.nanoTime() + HEED.toNanos();
        List<Thread> left = threads(group, bundle, true);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.get(0).join(20);
            left = threads(group, bundle, true);
        }
        others.addAll(left);
        left = threads(group, bundle, false);
        others.removeAll(left);
        for (Thread thread : left) {
            thread.interrupt();
        }
        return left.stream().map(Thread::getName).toList();
    }

    /** @param doubtful whether those are meant too of which nothing can be said yet, such as one that has yet to begin */
    private List<Thread> threads(ThreadGroup group, Bundle bundle, boolean doubtful) {
        Thread[] all = new Thread[group.activeCount() + 16];
        int count = group.enumerate(all);
        return Arrays.stream(all, 0, count)
                .filter(Thread::isAlive)
                .filter(thread -> switch (owner(thread, bundle)) {
                    case PLUGIN -> true;
                    case DOUBTFUL -> doubtful && !others.contains(thread);
                    case OTHERS -> false;
                })
                .toList();
    }

    private enum Owner {
        PLUGIN,
        OTHERS,
        DOUBTFUL
    }

    /**
     * Whose a thread is. The group alone does not tell: the framework and Declarative Services make threads of their own on
     * whichever thread they are called by. A thread that waits for work shows the JDK's code alone; the framework gives its
     * threads names, and who does not is taken for the plug-in.
     */
    private static Owner owner(Thread thread, Bundle bundle) {
        boolean foreign = false;
        for (StackTraceElement frame : thread.getStackTrace()) {
            String type = frame.getClassName();
            if (bundle.getEntry(type.replace('.', '/') + ".class") != null) {
                return Owner.PLUGIN;
            }
            foreign |= !type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.");
        }
        if (foreign) {
            return Owner.OTHERS;
        }
        return NAMELESS.matcher(thread.getName()).matches() ? Owner.PLUGIN : Owner.DOUBTFUL;
    }

    /** Stops and removes it, with its wiring, and never that of a bundle that is no plug-in. Failures are told in the log. */
    void remove(Bundle bundle) throws InterruptedException {
        try {
            if (runs(bundle)) {
                List<String> left = stop(bundle);
                if (!left.isEmpty()) {
                    LOG.warn("Plug-in {} left threads running when it was stopped: {}", bundle, left);
                }
            }
        } catch (Hung e) {
            LOG.warn(
                    "Plug-in {} {} cannot be stopped: {}",
                    bundle.getSymbolicName(),
                    bundle.getVersion(),
                    e.getMessage());
            if (!e.ended()) {
                // It holds the bundle's lock: to go on would hang too. Gone with the next start of the server.
                return;
            }
        } catch (BundleException e) {
            LOG.warn("Plug-in {} {} fails to stop", bundle.getSymbolicName(), bundle.getVersion(), e);
        }
        ThreadGroup group = group(bundle);
        try {
            call("remove " + bundle.getSymbolicName(), bundle, settings.stop(), bundle::uninstall);
            refresh(bundle);
        } catch (Hung e) {
            LOG.warn(
                    "Plug-in {} {} cannot be removed: {}",
                    bundle.getSymbolicName(),
                    bundle.getVersion(),
                    e.getMessage());
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("Plug-in {} {} fails to be removed", bundle.getSymbolicName(), bundle.getVersion(), e);
        }
        groups.remove(bundle.getBundleId());
        if (group.activeCount() == 0) {
            idleGroups.add(group);
        }
    }

    private void refresh(Bundle bundle) {
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        List<Bundle> others = new ArrayList<>(wiring.getDependencyClosure(List.of(bundle)));
        others.removeIf(OwnBundles::isOurs);
        if (others.isEmpty()) {
            wiring.refreshBundles(List.of(bundle));
        } else {
            LOG.warn("{} uses classes of the removed plug-in {} and keeps them", others, bundle);
        }
    }
}
