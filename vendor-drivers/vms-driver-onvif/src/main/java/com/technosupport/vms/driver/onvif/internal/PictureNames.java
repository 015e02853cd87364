package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the device calls its pictures, where it calls them anything of use. */
final class PictureNames {

    private static final int LONGEST = 128;

    /** What firmware calls all of them, with or without a number: it names the configuration, not what is to be seen. */
    private static final Pattern OF_THE_FACTORY = Pattern.compile("(?i)(video|v)[ _-]?(source|src).{0,16}"
            + "|.{0,16}source[ _-]?config.*|v_?s_?(cfg|conf).*|(default|sensor|profile|name|token)?[ _#-]*\\d*");

    private PictureNames() {}

    /**
     * The names by source; a source is left out whose name says nothing. Only where no two are alike: else they are made of the
     * device's own.
     */
    static Map<String, String> of(Map<String, List<Pictures.Offer>> bySource) {
        Map<String, String> names = new HashMap<>();
        Set<String> different = new HashSet<>();
        bySource.forEach((source, offers) -> {
            String name = Elements.shown(offers.get(0).profile().sourceName(), LONGEST);
            if (!OF_THE_FACTORY.matcher(name).matches()) {
                names.put(source, name);
                different.add(name);
            }
        });
        return different.size() == names.size() ? names : Map.of();
    }
}
