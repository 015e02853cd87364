package com.technosupport.vms.api.rule;

import java.util.Objects;
import java.util.Optional;

/**
 * How mail is sent.
 *
 * @param host of the mail server
 * @param user empty for no login
 * @param from the sender's address
 */
public record MailSettings(String host, int port, Security security, Optional<String> user, String from) {

    /** How the connection is kept private. */
    public enum Security {
        /** Not at all. Refused together with a login. */
        NONE,
        /** Begins in clear and must be encrypted before anything is said (RFC 3207). */
        STARTTLS,
        /** Encrypted from the first byte (RFC 8314). */
        TLS
    }

    public MailSettings {
        if (host.isBlank() || from.isBlank()) {
            throw new IllegalArgumentException("mail has a server and a sender");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535");
        }
        Objects.requireNonNull(security, "security");
        Objects.requireNonNull(user, "user");
    }
}
