package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.device.DriverTrials.Tally;
import com.technosupport.vms.plugins.internal.jar.PluginJar;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** A new version on its way, from its roll-out to the end of its probation. Belongs to the keeper's thread. */
final class Change {

    final Entry entry;
    final PluginJar jar;
    final String sha256;
    final Bundle candidate;

    /** Serves until the candidate does, and is kept until that has proven itself; not there for a new plug-in. */
    final Optional<Bundle> former;

    final String formerVersion;

    /** Whether the candidate serves all cameras, and the former version is stopped. */
    boolean serves;

    long untilNanos;

    /** When its devices are asked next. */
    long askNanos;

    /** Rounds of asking, one after the other, in which most devices gave no good answer. */
    int badRounds;

    /** When the candidate began to serve. */
    Tally before = new Tally(0, 0, "");

    Change(Entry entry, PluginJar jar, String sha256, Bundle candidate, Optional<Bundle> former) {
        this.entry = entry;
        this.jar = jar;
        this.sha256 = sha256;
        this.candidate = candidate;
        this.former = former;
        this.formerVersion =
                former.map(bundle -> bundle.getVersion().toString()).orElse("");
    }

    boolean tellsOfDevices() {
        return !jar.drivers().isEmpty();
    }
}
