package com.technosupport.vms.media.internal.source;

import java.util.Objects;

/**
 * Why a source ended.
 *
 * @param sentence for an operator, without secrets
 */
public record Failure(Kind kind, String sentence) {

    /** What is to be done about it. */
    public enum Kind {
        /** The password is wrong or missing: not tried again. */
        REFUSED,
        /** Nobody answers: tried again. */
        UNREACHABLE,
        /** The device answers, and will not for now: tried again. */
        DEVICE,
        /** The connection or the media ended after it had begun: tried again. */
        INTERRUPTED,
        /** What the device says is not what we understand: another reader may. */
        PROTOCOL,
        /** We cannot read this kind of stream at all: another reader may. */
        UNSUPPORTED
    }

    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(sentence, "sentence");
    }
}
