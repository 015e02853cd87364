package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.plugin.Plugin.State;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is remembered of one plug-in, also over a restart. Belongs to the keeper's thread. A jar is named by its SHA-256;
 * an empty one means none.
 */
final class Entry {

    /** In place of a hash: the version that came with the distribution. */
    static final String BUILT_IN = "built-in";

    final String name;

    /** In {@code deploy/}; the plug-in goes when it goes. */
    String file = "";

    /** Hash of that file when it was last looked at. */
    String seen = "";

    /** The version that has proven itself and comes up with the server; empty when that is the built-in one, or none. */
    String good = "";

    String goodVersion = "";

    /** What a roll-back by hand would bring. */
    String previous = "";

    String previousVersion = "";

    /** Served or was tried, failed, and is not tried again. */
    String refused = "";

    /** Started its trial and has not ended it. */
    String trying = "";

    int attempts;
    State state = State.VALIDATING;
    List<String> kinds = List.of();
    String contract = "";
    String detail = "";
    Instant since = Instant.EPOCH;

    Entry(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    void enter(State next, String sentence, Instant now) {
        state = next;
        detail = sentence;
        since = now;
    }
}
