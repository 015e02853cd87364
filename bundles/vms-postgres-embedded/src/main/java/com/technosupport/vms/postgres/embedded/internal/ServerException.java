package com.technosupport.vms.postgres.embedded.internal;

/** Why the server cannot run, in a sentence for the operator, without secrets. */
final class ServerException extends Exception {

    private static final long serialVersionUID = 1L;

    ServerException(String message) {
        super(message);
    }

    ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
