package com.technosupport.vms.plugins.internal.jar;

import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Whether a bundle's wishes can be met here, and whether it keeps to itself: it uses the plug-in API, the log, OSGi and the
 * JDK, brings everything else inside, and has no way to change how another bundle is wired.
 */
final class Fitness {

    private static final String API = "com.technosupport.vms.api";
    private static final String API_PATH = "com/technosupport/vms/api/";

    private final AvailablePackages available;

    Fitness(AvailablePackages available) {
        this.available = available;
    }

    void check(String name, Attributes manifest) throws Refusal {
        refuse(name, manifest, Constants.FRAGMENT_HOST, "it is a fragment of another bundle");
        refuse(
                name,
                manifest,
                Constants.DYNAMICIMPORT_PACKAGE,
                "it imports packages as it goes (DynamicImport-Package)");
        refuse(
                name,
                manifest,
                Constants.REQUIRE_BUNDLE,
                "it requires a bundle by name (Require-Bundle); import packages instead");
        for (Clause clause : Clause.parse(header(manifest, Constants.EXPORT_PACKAGE))) {
            for (String exported : clause.paths()) {
                if (isApi(exported) || available.versions().containsKey(exported)) {
                    throw new Refusal(name, "it exports the package " + exported + ", which the server has");
                }
            }
        }
        for (Clause clause : Clause.parse(header(manifest, Constants.IMPORT_PACKAGE))) {
            for (String imported : clause.paths()) {
                checkImport(name, imported, clause);
            }
        }
    }

    /** @param entry path within the jar */
    static boolean isPartOfApi(String entry) {
        return entry.startsWith(API_PATH) && entry.endsWith(".class");
    }

    private static String header(Attributes manifest, String header) {
        String value = manifest.getValue(header);
        return value == null ? "" : value;
    }

    private static void refuse(String name, Attributes manifest, String header, String reason) throws Refusal {
        if (manifest.getValue(header) != null) {
            throw new Refusal(name, reason);
        }
    }

    private static boolean isApi(String packageName) {
        return packageName.equals(API) || packageName.startsWith(API + ".");
    }

    private boolean isAllowed(String packageName) {
        return isApi(packageName)
                || packageName.equals("org.slf4j")
                || packageName.startsWith("org.slf4j.")
                || packageName.startsWith("org.osgi.")
                || available.system().contains(packageName);
    }

    private void checkImport(String name, String imported, Clause clause) throws Refusal {
        boolean optional =
                Constants.RESOLUTION_OPTIONAL.equals(clause.directives().get(Constants.RESOLUTION_DIRECTIVE));
        if (!isAllowed(imported)) {
            // An optional one too: it would be wired to a core bundle on one server and not on the next.
            throw new Refusal(
                    name,
                    "it imports the package " + imported + "; a plug-in uses the API, slf4j, OSGi and the JDK,"
                            + " and brings everything else in its jar");
        }
        VersionRange wanted = range(name, imported, clause.attributes());
        List<Version> here = available.versions().getOrDefault(imported, List.of());
        if (optional || here.stream().anyMatch(wanted::includes)) {
            return;
        }
        if (here.isEmpty()) {
            throw new Refusal(
                    name,
                    "it imports the package " + imported + ", which this server does not have"
                            + (isApi(imported) ? "; the plug-in may be made for a newer one" : ""));
        }
        throw new Refusal(
                name,
                "it wants " + imported + " " + wanted + " and this server has " + here.get(0)
                        + (isApi(imported) ? ": it is made for another version of the plug-in API" : ""));
    }

    private static VersionRange range(String name, String imported, Map<String, String> attributes) throws Refusal {
        try {
            return new VersionRange(attributes.getOrDefault(Constants.VERSION_ATTRIBUTE, "0"));
        } catch (IllegalArgumentException e) {
            throw new Refusal(name, "the version of its import of " + imported + " cannot be read");
        }
    }
}
