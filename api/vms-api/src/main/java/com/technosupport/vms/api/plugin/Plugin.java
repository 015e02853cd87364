package com.technosupport.vms.api.plugin;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A plug-in and how its last change went.
 *
 * @param name symbolic name of its bundle; the file's name where the jar could not be read
 * @param version of the version that serves; empty when none does
 * @param file name in {@code deploy/}
 * @param sha256 of the file, in hexadecimal
 * @param kinds what it brings, such as {@code driver:onvif}
 * @param contract what the jar says of its contract tests; empty when it says nothing
 * @param detail a sentence on the state, such as why a version was refused
 * @param since when the state was reached
 * @param previous the version that {@link PluginRegistry#rollBack} would bring back
 */
public record Plugin(
        String name,
        String version,
        String file,
        String sha256,
        State state,
        List<String> kinds,
        String contract,
        String detail,
        Instant since,
        Optional<String> previous) {

    /** How far a plug-in, or a new version of it, has come. */
    public enum State {
        /** Its manifest and imports are looked at; nothing has been touched. */
        VALIDATING,
        /** The new version has started and is asked, beside the version that serves. */
        TRIAL,
        /** It serves some cameras, the former version the others. */
        ROLLING_OUT,
        /** It serves, and the former version is kept ready. */
        PROBATION,
        ACTIVE,
        /** It was not taken; what served before still does. */
        REJECTED,
        /** It served, failed, and the former version serves again. */
        ROLLED_BACK
    }

    public Plugin {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(state, "state");
        kinds = List.copyOf(kinds);
        Objects.requireNonNull(contract, "contract");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(previous, "previous");
    }
}
