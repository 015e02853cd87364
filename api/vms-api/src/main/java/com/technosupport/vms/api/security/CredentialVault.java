package com.technosupport.vms.api.security;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Seals secrets for storage: authenticated encryption (AES-GCM) under a key that never leaves this machine's key file. Safe
 * for use by several threads.
 */
@ProviderType
public interface CredentialVault {

    /**
     * @param context where the secret belongs, such as a camera's id; the same is needed to open it, so that a sealed secret
     *     moved elsewhere does not open
     */
    byte[] seal(byte[] secret, String context);

    /**
     * @throws com.technosupport.vms.api.model.VmsException {@link com.technosupport.vms.api.model.ErrorCode#INTERNAL} when it
     *     was changed, was sealed with another key, or belongs elsewhere
     */
    byte[] open(byte[] sealed, String context);
}
