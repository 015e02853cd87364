package com.technosupport.vms.bus.nats.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;

/**
 * An operator, an account and a user of it, as {@code nsc} makes them: the server knows the operator and the account, and the user's
 * file holds a JWT that the account has signed, and the user's seed.
 */
final class NatsKeys {

    private final NKey operator = NKey.createOperator(null);
    private final NKey account = NKey.createAccount(null);

    NatsKeys() throws IOException, GeneralSecurityException {}

    /** What the server is started with. */
    Path serverConfiguration(Path file) throws IOException, GeneralSecurityException {
        String accountId = text(account.getPublicKey());
        return Files.writeString(
                file,
                "operator: \"%s\"%nresolver: MEMORY%nresolver_preload: { %s: \"%s\" }%n"
                        .formatted(
                                claims(operator, operator, "operator"),
                                accountId,
                                claims(operator, account, "account")));
    }

    /** What a user logs in with. */
    Path credentials(Path file) throws IOException, GeneralSecurityException {
        NKey user = NKey.createUser(null);
        String jwt = JwtUtils.issueUserJWT(
                account, text(account.getPublicKey()), text(user.getPublicKey()), "vms", Duration.ofHours(1));
        return Files.writeString(file, String.format(JwtUtils.NATS_USER_JWT_FORMAT, jwt, text(user.getSeed())));
    }

    private static String claims(NKey issuer, NKey subject, String type) throws IOException, GeneralSecurityException {
        String limits = type.equals("account")
                ? ",\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,\"wildcards\":true,"
                        + "\"conn\":-1,\"leaf\":-1}"
                : "";
        String claims =
                "{\"jti\":\"%s\",\"iat\":%d,\"iss\":\"%s\",\"name\":\"%s\",\"sub\":\"%s\",\"nats\":{%s\"type\":\"%s\",\"version\":2}}"
                        .formatted(
                                type,
                                System.currentTimeMillis() / 1000,
                                text(issuer.getPublicKey()),
                                type,
                                text(subject.getPublicKey()),
                                limits.isEmpty() ? "" : limits.substring(1) + ",",
                                type);
        String body = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(UTF_8)) + "."
                + base64(claims.getBytes(UTF_8));
        return body + "." + base64(issuer.sign(body.getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String text(char[] characters) {
        return new String(characters);
    }
}
