package com.technosupport.vms.frames.internal.transcode;

/** FFmpeg cannot do what it was asked for. */
final class CodingException extends Exception {

    private static final long serialVersionUID = 1L;

    CodingException(String message) {
        super(message);
    }
}
