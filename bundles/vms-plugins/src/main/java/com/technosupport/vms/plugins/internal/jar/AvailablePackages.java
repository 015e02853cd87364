package com.technosupport.vms.plugins.internal.jar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * The packages that the server exports now, with their versions.
 *
 * @param versions each package's, ours and the system's
 * @param system names of those that the framework itself exports, the JDK's among them
 */
public record AvailablePackages(Map<String, List<Version>> versions, java.util.Set<String> system) {

    /** @param plugin tells whose packages do not count, since plug-ins come and go */
    public static AvailablePackages of(BundleContext context, Predicate<Bundle> plugin) {
        Map<String, List<Version>> versions = new HashMap<>();
        java.util.Set<String> system = new java.util.HashSet<>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null || plugin.test(bundle)) {
                continue;
            }
            for (BundleCapability capability : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                Map<String, Object> attributes = capability.getAttributes();
                String name = String.valueOf(attributes.get(PackageNamespace.PACKAGE_NAMESPACE));
                Version version =
                        attributes.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE) instanceof Version exported
                                ? exported
                                : Version.emptyVersion;
                versions.computeIfAbsent(name, key -> new ArrayList<>()).add(version);
                if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
                    system.add(name);
                }
            }
        }
        return new AvailablePackages(versions, system);
    }
}
