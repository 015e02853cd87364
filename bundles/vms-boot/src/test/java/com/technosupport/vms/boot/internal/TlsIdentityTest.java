package com.technosupport.vms.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    Path directory;

    private Path secrets;

    @BeforeEach
    void prepare() throws IOException {
        secrets = directory.resolve("secrets");
        PrivateFiles.directory(secrets);
    }

    private TlsIdentity at(Instant time) {
        return new TlsIdentity(secrets, Clock.fixed(time, ZoneOffset.UTC));
    }

    @Test
    void signsOneOfItsOwnThatBrowsersOnThisMachineCanName() throws Exception {
        at(NOW).useSelfSigned();
        X509Certificate certificate = certificate();
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .contains("localhost", "127.0.0.1");
        certificate.verify(certificate.getPublicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve("tls.p12"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.resolve("tls.password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsItWhileItLastsAndRenewsItBeforeItEnds() throws Exception {
        at(NOW).useSelfSigned();
        X509Certificate first = certificate();
        at(NOW.plus(Duration.ofDays(700))).useSelfSigned();
        assertThat(certificate()).isEqualTo(first);
        at(NOW.plus(Duration.ofDays(800))).useSelfSigned();
        assertThat(certificate()).isNotEqualTo(first);
    }

    @Test
    void mendsAKeyStoreThatDoesNotOpen() throws Exception {
        at(NOW).useSelfSigned();
        Files.writeString(secrets.resolve("tls.password"), "another");
        at(NOW).useSelfSigned();
        assertThat(certificate()).isNotNull();
    }

    @Test
    void takesPemWithItsKey() throws Exception {
        at(NOW).useSelfSigned();
        X509Certificate own = certificate();
        Path pem = directory.resolve("own.pem");
        Path key = directory.resolve("own.key");
        Files.writeString(pem, pem("CERTIFICATE", own.getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", key().getEncoded()));
        Files.delete(secrets.resolve("tls.p12"));
        at(NOW).useOwn(pem, Optional.of(key));
        assertThat(certificate()).isEqualTo(own);
    }

    @Test
    void takesPkcs12() throws Exception {
        at(NOW).useSelfSigned();
        X509Certificate own = certificate();
        Path p12 = directory.resolve("own.p12");
        Path password = directory.resolve("own.password");
        Files.move(secrets.resolve("tls.p12"), p12);
        Files.move(secrets.resolve("tls.password"), password);
        at(NOW).useOwn(p12, Optional.of(password));
        assertThat(certificate()).isEqualTo(own);
    }

    @Test
    void saysWhatIsWrongWithAnother() throws IOException {
        Path pem = directory.resolve("own.pem");
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> at(NOW).useOwn(pem, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("VMS_TLS_KEY");
        Path nothing = directory.resolve("nothing.p12");
        Files.writeString(nothing, "nothing");
        assertThatThrownBy(() -> at(NOW).useOwn(nothing, Optional.empty())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> at(NOW).useOwn(directory.resolve("absent"), Optional.empty()))
                .isInstanceOf(IOException.class);
        assertThat(secrets.resolve("tls.p12")).doesNotExist();
    }

    private KeyStore store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Files.readAllBytes(secrets.resolve("tls.p12"))), password());
        return store;
    }

    private char[] password() throws IOException {
        return Files.readString(secrets.resolve("tls.password")).toCharArray();
    }

    private X509Certificate certificate() throws Exception {
        return (X509Certificate) store().getCertificate("server");
    }

    private PrivateKey key() throws Exception {
        return (PrivateKey) store().getKey("server", password());
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
