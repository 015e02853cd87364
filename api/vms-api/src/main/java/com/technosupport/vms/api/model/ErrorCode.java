package com.technosupport.vms.api.model;

/**
 * What went wrong, as a stable name that clients may rely on, and whose fault it is. New codes may be added; none changes
 * its meaning.
 */
public enum ErrorCode {
    /** The request is malformed; its author can mend it. */
    INVALID_REQUEST(Blame.CALLER),
    /** Not a subnet, or one larger than /20. */
    INVALID_SUBNET(Blame.CALLER),
    /** The device, or for logins this server, refused the name or the password. */
    BAD_CREDENTIALS(Blame.CALLER),
    /** No valid session came with the request. */
    UNAUTHENTICATED(Blame.CALLER),
    /** The session's owner may not do this. */
    FORBIDDEN(Blame.CALLER),
    /** The account must get a new password before it may do anything else. */
    PASSWORD_CHANGE_REQUIRED(Blame.CALLER),
    /** The new password is too short or too common. */
    WEAK_PASSWORD(Blame.CALLER),
    /** Too many tries; try again later. */
    THROTTLED(Blame.CALLER),
    /** No such thing, or none that the caller may see. */
    NOT_FOUND(Blame.CALLER),
    /** The device is known already, under another or the same name. */
    ALREADY_ONBOARDED(Blame.CALLER),
    /** Something of that name exists. */
    ALREADY_EXISTS(Blame.CALLER),
    /** Something else needs it, so that it cannot be removed. */
    IN_USE(Blame.CALLER),
    /** Somebody else has changed it since the caller read it: he looks again. */
    CHANGED_MEANWHILE(Blame.CALLER),
    /** The device has locked the account after failed logins. */
    DEVICE_LOCKED(Blame.DEVICE),
    /** Nothing answers, or not in time. */
    DEVICE_UNREACHABLE(Blame.DEVICE),
    /** The device answers, but what it says is not the protocol. */
    DEVICE_PROTOCOL(Blame.DEVICE),
    /** The device, its driver or this version cannot do it. */
    NOT_SUPPORTED(Blame.DEVICE),
    /** The stream has no video at the moment. */
    STREAM_UNAVAILABLE(Blame.DEVICE),
    /** The viewer cannot take what the camera sends. */
    CODEC_UNSUPPORTED(Blame.DEVICE),
    /** The camera names a driver that is not installed. */
    DRIVER_MISSING(Blame.SYSTEM),
    /** The database does not answer. */
    STORE_UNAVAILABLE(Blame.SYSTEM),
    /** A limit of this server is reached; try again later. */
    BUSY(Blame.SYSTEM),
    /** A defect of this server. */
    INTERNAL(Blame.SYSTEM);

    /** Whose fault an error is: decides who is told, and how loudly. */
    public enum Blame {
        CALLER,
        DEVICE,
        SYSTEM
    }

    private final Blame blame;

    ErrorCode(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }
}
