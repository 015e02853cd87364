package com.technosupport.vms.simulator.internal.auth;

import java.util.Objects;

/** A device's user and password. */
public record Credentials(String user, String password) {
    public Credentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (user.isEmpty() || user.contains(":") || user.contains("\"")) {
            throw new IllegalArgumentException("A user name is not empty and holds neither colon nor quotation mark");
        }
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
