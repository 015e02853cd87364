package com.technosupport.vms.api.security;

import java.util.Objects;

/**
 * In whose name an administrative act is done, for the audit log.
 *
 * @param name an account's, or {@code console}
 * @param remote the address it came from; empty for this machine
 */
public record Actor(String name, String remote) {

    /** Somebody at the console of this server. */
    public static final Actor CONSOLE = new Actor("console", "");

    public Actor {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(remote, "remote");
    }
}
