package com.technosupport.vms.boot.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Who may log in at the SSH console: {@code admin} with a generated password, and scripts on this machine with a generated
 * key. Both stay in the secrets directory; the container's own files get the password's hash and the public key.
 */
final class ConsoleAccess {

    private static final int KEY_BITS = 3072;
    private static final String GROUP =
            "_g_:admingroup\n_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n";

    private final Path secrets;
    private final Path etc;

    ConsoleAccess(Path secrets, Path etc) {
        this.secrets = secrets;
        this.etc = etc;
    }

    void prepare() throws IOException, GeneralSecurityException {
        // The password is random and long, so an unsalted hash of it cannot be looked up.
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(password().getBytes(StandardCharsets.UTF_8));
        String users = "admin = {CRYPT}" + HexFormat.of().withUpperCase().formatHex(hash) + "{CRYPT}," + GROUP;
        PrivateFiles.write(etc.resolve("users.properties"), users.getBytes(StandardCharsets.UTF_8));
        String keys = "admin = " + publicKey() + "," + GROUP;
        PrivateFiles.write(etc.resolve("keys.properties"), keys.getBytes(StandardCharsets.UTF_8));
    }

    private String password() throws IOException {
        Path file = secrets.resolve("console.password");
        if (Files.notExists(file)) {
            PrivateFiles.write(file, (PrivateFiles.randomText(18) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Files.readString(file).strip();
    }

    private String publicKey() throws IOException, GeneralSecurityException {
        Path file = secrets.resolve("console.key");
        if (Files.notExists(file)) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
            PrivateFiles.write(file, pem.getBytes(StandardCharsets.US_ASCII));
        }
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        return encode(key);
    }

    /** The public part as OpenSSH writes it (RFC 4253, section 6.6). */
    private static String encode(RSAPrivateCrtKey key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        for (byte[] part : List.of(
                "ssh-rsa".getBytes(StandardCharsets.US_ASCII),
                key.getPublicExponent().toByteArray(),
                key.getModulus().toByteArray())) {
            data.writeInt(part.length);
            data.write(part);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
