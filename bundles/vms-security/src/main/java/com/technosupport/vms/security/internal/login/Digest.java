package com.technosupport.vms.security.internal.login;

import java.util.Arrays;

/**
 * SHA-256 of a secret word, as a key of maps. A look-up by it tells an attacker nothing by its time: he cannot steer the hash of
 * what he sends.
 */
final class Digest {

    private final byte[] bytes;

    Digest(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Digest";
    }
}
