package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.Elements;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * The security header with a digest of the password (OASIS Web Services Security UsernameToken Profile 1.0, section 3.1).
 * Devices refuse one that was not made about now by their own clock.
 */
final class UsernameToken {

    private static final String OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    private static final SecureRandom RANDOM = new SecureRandom();

    private UsernameToken() {}

    /** @param now by the device's clock */
    static String header(Credential credential, Instant now) {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String created = now.truncatedTo(ChronoUnit.MILLIS).toString();
        return "<wsse:Security s:mustUnderstand=\"1\" xmlns:wsse=\"" + OASIS
                + "wssecurity-secext-1.0.xsd\" xmlns:wsu=\""
                + OASIS + "wssecurity-utility-1.0.xsd\"><wsse:UsernameToken><wsse:Username>"
                + Elements.escape(credential.user()) + "</wsse:Username><wsse:Password Type=\"" + OASIS
                + "username-token-profile-1.0#PasswordDigest\">" + digest(nonce, created, credential.password())
                + "</wsse:Password><wsse:Nonce EncodingType=\"" + OASIS + "soap-message-security-1.0#Base64Binary\">"
                + Base64.getEncoder().encodeToString(nonce) + "</wsse:Nonce><wsu:Created>" + created
                + "</wsu:Created></wsse:UsernameToken></wsse:Security>";
    }

    static String digest(byte[] nonce, String created, String password) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(nonce);
            sha1.update(created.getBytes(StandardCharsets.UTF_8));
            sha1.update(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(sha1.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
