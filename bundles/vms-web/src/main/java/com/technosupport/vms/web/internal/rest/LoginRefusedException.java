package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.VmsException;

/** A login at this server that was refused: 401, where the same code for a device's login is 400. */
final class LoginRefusedException extends VmsException {

    private static final long serialVersionUID = 1L;

    LoginRefusedException(VmsException refusal) {
        super(refusal.code(), refusal.getMessage(), refusal);
    }
}
