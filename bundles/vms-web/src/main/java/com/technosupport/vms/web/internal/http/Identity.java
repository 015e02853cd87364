package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.security.Caller;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;

/**
 * A caller whose session, API token or ticket was good.
 *
 * @param token of the session; empty for a ticket whose session is not known. Never shown
 * @param byCookie whether the browser sent it by itself, so that another site may have made it do so
 */
public record Identity(Caller caller, Optional<String> token, boolean byCookie) implements Principal {

    public Identity {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(token, "token");
    }

    @Override
    public String getName() {
        return caller.username();
    }

    @Override
    public String toString() {
        return "Identity[" + caller.username() + "]";
    }
}
