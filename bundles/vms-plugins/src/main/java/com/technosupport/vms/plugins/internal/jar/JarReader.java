package com.technosupport.vms.plugins.internal.jar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * Reads a jar that anybody may have made. Nothing is unpacked, so no path in it means anything; what is read is bounded.
 */
public final class JarReader {

    private static final String DRIVER = "com.technosupport.vms.api.driver.VendorDriver";
    private static final String DISCOVERY = "com.technosupport.vms.api.driver.DeviceDiscovery";
    private static final String PROFILE = "com.technosupport.vms.api.driver.onvif.OnvifProfile";
    /** Of a bundle that holds a model. */
    public static final String MODEL_HEADER = "VMS-Model";

    private static final String DETECTOR = "com.technosupport.vms.api.detection.Detector";
    private static final Set<String> PLUGIN_SERVICES = Set.of(DRIVER, DISCOVERY, PROFILE, DETECTOR);

    /** Also a directory's name, so it can hold no separator and no dot at its ends. */
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private static final Pattern DRIVER_ID = Pattern.compile("[a-z0-9-]{1,40}");
    private static final int LONGEST_NAME = 120;
    private static final int MOST_ENTRIES = 20_000;
    private static final int MOST_DESCRIPTION_BYTES = 1 << 20;
    private static final int MOST_INFLATION = 20;
    private static final long LEAST_INFLATED_BYTES = 64L << 20;

    private final AvailablePackages available;
    private final boolean requireContract;

    public JarReader(AvailablePackages available, boolean requireContract) {
        this.available = available;
        this.requireContract = requireContract;
    }

    /**
     * Whether it is a zip file from its first to its last byte: each entry is there with the sum it should have. A file that is
     * still being copied is not.
     */
    public static boolean isWhole(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long limit = Math.max(LEAST_INFLATED_BYTES, file.toFile().length() * MOST_INFLATION);
            byte[] buffer = new byte[1 << 16];
            int entries = 0;
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                CRC32 sum = new CRC32();
                try (InputStream in = zip.getInputStream(entry)) {
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        sum.update(buffer, 0, read);
                        limit -= read;
                        if (limit < 0) {
                            return false;
                        }
                    }
                }
                if (++entries > MOST_ENTRIES || (entry.getCrc() != -1 && entry.getCrc() != sum.getValue())) {
                    return false;
                }
            }
            return entries > 0;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** @throws Refusal with the reason why it is no plug-in for this server */
    public PluginJar read(Path file) throws Refusal {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return read(zip);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refusal("it is no readable jar");
        }
    }

    private PluginJar read(ZipFile zip) throws IOException, Refusal {
        Attributes manifest = manifest(zip);
        String name = name(manifest);
        Version version = version(name, manifest);
        new Fitness(available).check(name, manifest);
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            if (Fitness.isPartOfApi(all.nextElement().getName())) {
                throw new Refusal(name, "it holds classes of the plug-in API; build it against the API, not with it");
            }
        }
        Set<String> promised = new HashSet<>(promised(manifest));
        promised.retainAll(PLUGIN_SERVICES);
        Set<String> kinds = new TreeSet<>();
        Set<String> drivers = new HashSet<>();
        for (ComponentDescription component : components(name, zip, manifest)) {
            if (component.services().contains(DRIVER)) {
                if (!DRIVER_ID.matcher(component.driver()).matches()) {
                    throw new Refusal(name, "its driver has no id (annotate it with @DriverName)");
                }
                drivers.add(component.driver());
                kinds.add("driver:" + component.driver());
            }
        }
        if (promised.contains(DRIVER) && drivers.isEmpty()) {
            throw new Refusal(name, "it promises a driver, and none of its components is one");
        }
        if (promised.contains(DISCOVERY)) {
            kinds.add("discovery");
        }
        if (promised.contains(PROFILE)) {
            kinds.add("onvif-profile");
        }
        if (manifest.getValue(MODEL_HEADER) != null) {
            kinds.add(PluginJar.MODEL);
            // The server makes it, in the bundle's name.
            promised.add(DETECTOR);
        } else if (promised.contains(DETECTOR)) {
            kinds.add("detector");
        }
        if (kinds.isEmpty()) {
            throw new Refusal(
                    name,
                    "it is not a plug-in: it offers no driver, discovery, ONVIF profile or detector, and holds no model");
        }
        return new PluginJar(name, version, promised, drivers, List.copyOf(kinds), contract(name, zip));
    }

    private static Attributes manifest(ZipFile zip) throws IOException, Refusal {
        ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
        if (entry == null) {
            throw new Refusal("it has no manifest");
        }
        return new Manifest(new ByteArrayInputStream(bytes(zip, entry, ""))).getMainAttributes();
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry, String name) throws IOException, Refusal {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_DESCRIPTION_BYTES);
            if (bytes.length == MOST_DESCRIPTION_BYTES) {
                throw new Refusal(name, "its " + entry.getName() + " is too large");
            }
            return bytes;
        }
    }

    private static String name(Attributes manifest) throws Refusal {
        String header = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (!"2".equals(manifest.getValue(Constants.BUNDLE_MANIFESTVERSION)) || header == null) {
            throw new Refusal("it is no OSGi bundle");
        }
        List<Clause> clauses = Clause.parse(header);
        String name = clauses.isEmpty() ? "" : clauses.get(0).paths().get(0);
        if (name.length() > LONGEST_NAME || !SYMBOLIC_NAME.matcher(name).matches()) {
            throw new Refusal("its symbolic name is malformed");
        }
        return name;
    }

    private static Version version(String name, Attributes manifest) throws Refusal {
        try {
            return Version.parseVersion(manifest.getValue(Constants.BUNDLE_VERSION));
        } catch (IllegalArgumentException e) {
            throw new Refusal(name, "its version is malformed");
        }
    }

    private static Set<String> promised(Attributes manifest) {
        Set<String> services = new HashSet<>();
        String header = manifest.getValue(Constants.PROVIDE_CAPABILITY);
        for (Clause clause : Clause.parse(header == null ? "" : header)) {
            if (clause.paths().contains("osgi.service")) {
                for (String service :
                        clause.attributes().getOrDefault("objectClass", "").split(",")) {
                    services.add(service.strip());
                }
            }
        }
        return services;
    }

    private static List<ComponentDescription> components(String name, ZipFile zip, Attributes manifest)
            throws IOException, Refusal {
        List<ComponentDescription> components = new java.util.ArrayList<>();
        String header = manifest.getValue("Service-Component");
        for (Clause clause : Clause.parse(header == null ? "" : header)) {
            for (String path : clause.paths()) {
                ZipEntry entry = zip.getEntry(path);
                if (entry == null) {
                    throw new Refusal(name, "it lacks the component description " + path);
                }
                try {
                    components.add(ComponentDescription.read(new ByteArrayInputStream(bytes(zip, entry, name))));
                } catch (XMLStreamException e) {
                    throw new Refusal(name, "its component description " + path + " cannot be read");
                }
            }
        }
        return components;
    }

    private String contract(String name, ZipFile zip) throws IOException, Refusal {
        ZipEntry entry = zip.getEntry(Contract.PATH);
        if (entry == null) {
            if (requireContract) {
                throw new Refusal(name, "it says nothing of its contract tests, which this server asks for");
            }
            return Contract.UNTESTED;
        }
        return Contract.read(
                name, new InputStreamReader(new ByteArrayInputStream(bytes(zip, entry, name)), StandardCharsets.UTF_8));
    }
}
