package com.technosupport.vms.web.internal.http;

import java.io.IOException;

/** A request's body went over its limit while it was read. */
public final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    public BodyTooLargeException() {
        super("the request's body is too large");
    }
}
