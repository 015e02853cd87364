package com.technosupport.vms.store.postgres.internal;

/** Why the database is reached but not to be used, in a sentence for the operator, without secrets. */
final class SchemaException extends Exception {

    private static final long serialVersionUID = 1L;

    SchemaException(String message) {
        super(message);
    }

    SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
