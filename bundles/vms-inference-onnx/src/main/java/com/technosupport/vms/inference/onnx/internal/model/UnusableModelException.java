package com.technosupport.vms.inference.onnx.internal.model;

/** A model that is not taken. The message completes a sentence on it, such as "it has no input". */
public final class UnusableModelException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnusableModelException(String message) {
        super(message);
    }

    public UnusableModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
