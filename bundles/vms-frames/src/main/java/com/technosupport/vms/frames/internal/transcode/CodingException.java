package com.technosupport.vms.frames.internal.transcode;

/** FFmpeg cannot do what it was asked for. */
public final class CodingException extends Exception {

    private static final long serialVersionUID = 1L;

    public CodingException(String message) {
        super(message);
    }
}
