package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals as the real one does, with a key in memory. */
final class Vault implements CredentialVault {

    private static final int NONCE = 12;

    private final SecretKeySpec key;

    Vault() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "AES");
    }

    @Override
    public byte[] seal(byte[] secret, String context) {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, secret, 0, context);
        return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
        if (sealed.length < NONCE) {
            throw new VmsException(ErrorCode.INTERNAL, "too short");
        }
        return run(Cipher.DECRYPT_MODE, java.util.Arrays.copyOf(sealed, NONCE), sealed, NONCE, context);
    }

    private byte[] run(int mode, byte[] nonce, byte[] text, int from, String context) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(context.getBytes(UTF_8));
            return cipher.doFinal(text, from, text.length - from);
        } catch (GeneralSecurityException e) {
            throw new VmsException(ErrorCode.INTERNAL, "A sealed secret does not open");
        }
    }
}
