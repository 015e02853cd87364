package com.technosupport.vms.plugins.internal.jar;

import java.util.List;
import java.util.Set;
import org.osgi.framework.Version;

/**
 * A jar that may become a plug-in of this server.
 *
 * @param name symbolic name
 * @param services interfaces of vms-api that its components promise to register
 * @param drivers ids of the drivers among them
 * @param kinds for people: {@code driver:onvif}, {@code discovery}, {@code onvif-profile}, {@code detector}, {@code model}
 * @param contract what it says of its contract tests, or that it says nothing
 */
public record PluginJar(
        String name, Version version, Set<String> services, Set<String> drivers, List<String> kinds, String contract) {

    /** The kind of a jar that holds a model. */
    public static final String MODEL = "model";

    public PluginJar {
        services = Set.copyOf(services);
        drivers = Set.copyOf(drivers);
        kinds = List.copyOf(kinds);
    }

    /** Whether it holds a model. */
    public boolean holdsModel() {
        return kinds.contains(MODEL);
    }
}
