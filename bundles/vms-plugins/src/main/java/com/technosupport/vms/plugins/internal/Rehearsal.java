package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import com.technosupport.vms.plugins.internal.Watchdog.Hung;
import com.technosupport.vms.plugins.internal.jar.PluginJar;
import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Starts a bundle while nobody but us can see its services, makes the objects behind them, and stops it again: what throws,
 * hangs or leaves a thread behind does so here.
 */
final class Rehearsal {

    private static final Map<String, Class<?>> TYPES = Map.of(
            VendorDriver.class.getName(), VendorDriver.class,
            DeviceDiscovery.class.getName(), DeviceDiscovery.class,
            OnvifProfile.class.getName(), OnvifProfile.class,
            Detector.class.getName(), Detector.class);
    private static final Duration POLL = Duration.ofMillis(20);

    private final BundleContext context;
    private final OwnBundles bundles;
    private final Watchdog watchdog;
    private final Curtain curtain;
    private final ServiceComponentRuntime components;
    private final Duration limit;

    Rehearsal(
            BundleContext context,
            OwnBundles bundles,
            Watchdog watchdog,
            Curtain curtain,
            ServiceComponentRuntime components,
            Duration limit) {
        this.context = context;
        this.bundles = bundles;
        this.watchdog = watchdog;
        this.curtain = curtain;
        this.components = components;
        this.limit = limit;
    }

    /** Leaves the bundle stopped, if it can be. */
    void run(Bundle bundle, PluginJar jar) throws Refusal, InterruptedException {
        curtain.close(bundle.getBundleId());
        String problem = perform(bundle, jar);
        try {
            List<String> left = bundles.stop(bundle);
            curtain.open(bundle.getBundleId());
            if (problem.isEmpty() && !left.isEmpty()) {
                problem = "it leaves threads running when it is stopped: " + String.join(", ", left);
            }
        } catch (Hung e) {
            // It stays behind the curtain.
            problem = problem.isEmpty() ? "it hangs: " + e.getMessage() : problem;
        } catch (BundleException e) {
            problem = problem.isEmpty() ? "it cannot be stopped: " + reason(e) : problem;
        }
        if (!problem.isEmpty()) {
            throw new Refusal(jar.name(), problem);
        }
    }

    /** @return empty when it went well */
    private String perform(Bundle bundle, PluginJar jar) throws InterruptedException {
        try {
            watchdog.call("try " + jar.name(), bundles.group(bundle), limit, () -> {
                bundle.start(Bundle.START_TRANSIENT);
                awaitServices(bundle, jar.services());
                useServices(bundle, jar);
                return null;
            });
            return "";
        } catch (Hung e) {
            return "it hangs: " + e.getMessage();
        } catch (ExecutionException e) {
            return e.getCause() instanceof Refusal refusal
                    ? refusal.getMessage()
                    : "it cannot be started: " + reason(e.getCause());
        }
    }

    /** The innermost cause in one line. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 20; depth++) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        String line =
                cause instanceof BundleException ? message : cause.getClass().getName() + ": " + message;
        return line.length() <= 400 ? line : line.substring(0, 400);
    }

    static Set<String> registered(Bundle bundle) {
        Set<String> names = new HashSet<>();
        for (ServiceReference<?> reference : references(bundle)) {
            names.addAll(Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS)));
        }
        return names;
    }

    private static List<ServiceReference<?>> references(Bundle bundle) {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        return references == null ? List.of() : List.of(references);
    }

    private void awaitServices(Bundle bundle, Set<String> services) throws Refusal, InterruptedException {
        long end = System.nanoTime() + limit.toNanos() * 3 / 4;
        while (!registered(bundle).containsAll(services)) {
            String failure = failure(bundle);
            if (!failure.isEmpty()) {
                throw new Refusal(failure);
            }
            if (System.nanoTime() > end) {
                Set<String> missing = new HashSet<>(services);
                missing.removeAll(registered(bundle));
                throw new Refusal(
                        "it does not offer what it promises: " + String.join(", ", missing) + waiting(bundle));
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void useServices(Bundle bundle, PluginJar jar) throws Refusal {
        for (ServiceReference<?> reference : references(bundle)) {
            for (String name : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
                if (jar.services().contains(name)) {
                    use(bundle, reference, name);
                }
            }
        }
    }

    private void use(Bundle bundle, ServiceReference<?> reference, String name) throws Refusal {
        Object service = context.getService(reference);
        if (service == null) {
            String failure = failure(bundle);
            throw new Refusal(failure.isEmpty() ? "its " + simple(name) + " cannot be made" : failure);
        }
        try {
            Class<?> type = TYPES.get(name);
            if (type != null && !type.isInstance(service)) {
                throw new Refusal("its " + simple(name) + " is made for another plug-in API than this server's");
            }
            if (service instanceof VendorDriver driver) {
                String said = driver.descriptor().id();
                Object named = reference.getProperty("vms.driver");
                if (!said.equals(named)) {
                    throw new Refusal("its driver is registered as " + named + " and calls itself " + said);
                }
            }
        } finally {
            context.ungetService(reference);
        }
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Why a component of the bundle could not be activated, or empty. */
    private String failure(Bundle bundle) {
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO component : components.getComponentConfigurationDTOs(description)) {
                if (component.failure != null && !component.failure.isBlank()) {
                    return "its component " + simple(description.implementationClass) + " fails to activate: "
                            + rootCause(component.failure);
                }
            }
        }
        return "";
    }

    /** Of a printed stack trace: the last cause's line. */
    private static String rootCause(String trace) {
        String cause = trace.lines().findFirst().orElse("");
        for (String line : trace.lines().toList()) {
            if (line.startsWith("Caused by: ")) {
                cause = line.substring("Caused by: ".length());
            }
        }
        return cause.length() <= 400 ? cause : cause.substring(0, 400);
    }

    private String waiting(Bundle bundle) {
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO component : components.getComponentConfigurationDTOs(description)) {
                if (component.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                    return "; it waits for the configuration " + String.join(", ", description.configurationPid);
                }
                if (component.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE
                        && component.unsatisfiedReferences.length > 0) {
                    return "; it waits for the service " + component.unsatisfiedReferences[0].name;
                }
            }
        }
        return "";
    }
}
