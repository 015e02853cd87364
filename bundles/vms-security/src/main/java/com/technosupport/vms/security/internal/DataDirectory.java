package com.technosupport.vms.security.internal;

import java.nio.file.Path;

/** Where this installation keeps what must outlive the program. */
public final class DataDirectory {

    private DataDirectory() {}

    /** @throws IllegalArgumentException when it is not configured: guessing would make a second set of keys somewhere */
    public static Path of(SecurityConfig config) {
        String path = config.dataDirectory();
        if (path == null || path.isBlank()) {
            throw new IllegalArgumentException(SecurityConfig.PID + " lacks dataDirectory");
        }
        return Path.of(path).toAbsolutePath();
    }
}
