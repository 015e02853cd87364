package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Sends mail by the server that an administrator has set. The password is sealed, and never given out. */
@ProviderType
public interface Mail {

    /** Empty until they were set. */
    Optional<MailSettings> settings();

    /**
     * @param password empty to keep the one that is there, where neither server nor user changes
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#STORE_UNAVAILABLE}
     */
    MailSettings change(Actor actor, MailSettings settings, Optional<String> password);

    /** No mail is sent from now on. */
    void forget(Actor actor);

    /**
     * Sends a message as text, and returns when the mail server has taken it.
     *
     * @param to addresses; at least one
     * @param key the same when the same message is sent again, for its Message-ID
     * @param picture a JPEG that goes with it
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it cannot be sent so, {@link ErrorCode#BAD_CREDENTIALS},
     *     {@link ErrorCode#DEVICE_UNREACHABLE}, {@link ErrorCode#DEVICE_PROTOCOL} when the server refuses it
     */
    void send(List<String> to, String subject, String text, String key, Optional<byte[]> picture)
            throws InterruptedException;
}
