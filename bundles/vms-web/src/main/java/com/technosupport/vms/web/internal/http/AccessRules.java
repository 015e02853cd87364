package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Caller;

/** Refusals that several gates share. */
public final class AccessRules {

    private AccessRules() {}

    public static Failure passwordChangeRequired() {
        return new Failure(403, ErrorCode.PASSWORD_CHANGE_REQUIRED.name(), "Choose a new password first");
    }

    /** @throws VmsException {@link ErrorCode#PASSWORD_CHANGE_REQUIRED} */
    public static void requireOwnPassword(Caller caller) {
        if (caller.mustChangePassword()) {
            throw new VmsException(ErrorCode.PASSWORD_CHANGE_REQUIRED, "Choose a new password first");
        }
    }
}
