package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.NvrStore;

/** Recorders' passwords, which are stored sealed, each for its recorder alone. */
final class NvrCredentials {

    private final NvrStore store;
    private final CredentialVault vault;

    NvrCredentials(NvrStore store, CredentialVault vault) {
        this.store = store;
        this.vault = vault;
    }

    /** @throws VmsException {@link ErrorCode#BAD_CREDENTIALS} when what is stored cannot be read */
    Credential of(NvrId id) {
        try {
            return Credential.decode(vault.open(store.sealedNvrCredential(id), context(id)));
        } catch (IllegalArgumentException e) {
            throw new VmsException(
                    ErrorCode.BAD_CREDENTIALS, "The stored password cannot be read; connect the recorder again", e);
        }
    }

    byte[] seal(NvrId id, Credential credential) {
        return vault.seal(credential.encode(), context(id));
    }

    private static String context(NvrId id) {
        return "nvr:" + id;
    }
}
