package com.technosupport.vms.codec;

/** Bytes that are no event. The message says why, for people, and holds nothing of their content. */
public final class UnreadableEventException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableEventException(String reason) {
        super(reason);
    }
}
