package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;

/** A device that is known and cannot do what was asked: 409, where the same code for one to be taken in is 400. */
final class IncapableException extends VmsException {

    private static final long serialVersionUID = 1L;

    private IncapableException(VmsException refusal) {
        super(refusal.code(), refusal.getMessage(), refusal);
    }

    /** The same exception, as one of this kind where the device cannot do it. */
    static VmsException of(VmsException refusal) {
        return refusal.code() == ErrorCode.NOT_SUPPORTED ? new IncapableException(refusal) : refusal;
    }
}
