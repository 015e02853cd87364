package com.technosupport.vms.boot.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate and key that HTTPS uses, kept as {@code tls.p12} with its password beside it: the administrator's own
 * where one is named, else one signed by itself and renewed before it ends.
 */
final class TlsIdentity {

    private static final String ALIAS = "server";
    private static final X500Name SELF = new X500Name("CN=Techno Support VMS");
    private static final Duration LIFETIME = Duration.ofDays(825);
    private static final Duration RENEWAL = Duration.ofDays(30);

    private final Path keyStore;
    private final Path passwordFile;
    private final Clock clock;

    TlsIdentity(Path secrets, Clock clock) {
        this.keyStore = secrets.resolve("tls.p12");
        this.passwordFile = secrets.resolve("tls.password");
        this.clock = clock;
    }

    /**
     * Takes over the administrator's certificate.
     *
     * @param certificate PEM with the chain, or PKCS#12
     * @param key PEM; for PKCS#12 a file with its password, or empty for none
     * @throws IOException with a sentence for the administrator
     */
    void useOwn(Path certificate, Optional<Path> key) throws IOException {
        try {
            byte[] content = Files.readAllBytes(certificate);
            if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN")) {
                if (key.isEmpty()) {
                    throw new IOException("VMS_TLS_KEY must name the key of the certificate " + certificate);
                }
                store(readKey(key.get()), readChain(content));
            } else {
                char[] password =
                        key.isPresent() ? Files.readString(key.get()).strip().toCharArray() : new char[0];
                KeyStore source = KeyStore.getInstance("PKCS12");
                source.load(new ByteArrayInputStream(content), password);
                String alias = keyAlias(source);
                store((PrivateKey) source.getKey(alias, password), List.of(source.getCertificateChain(alias)));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate " + certificate + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Makes sure that there is a usable certificate of our own making, and keeps the one there is while it lasts. */
    void useSelfSigned() throws IOException {
        try {
            if (!usable()) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                KeyPair pair = generator.generateKeyPair();
                store(pair.getPrivate(), List.of(sign(pair)));
            }
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("No certificate could be made: " + e.getMessage(), e);
        }
    }

    private boolean usable() {
        try {
            KeyStore present = KeyStore.getInstance("PKCS12");
            char[] password = Files.readString(passwordFile).strip().toCharArray();
            present.load(new ByteArrayInputStream(Files.readAllBytes(keyStore)), password);
            X509Certificate certificate = (X509Certificate) present.getCertificate(ALIAS);
            boolean ours = new X500Name(certificate.getSubjectX500Principal().getName()).equals(SELF);
            return ours
                    && certificate
                            .getNotAfter()
                            .toInstant()
                            .isAfter(clock.instant().plus(RENEWAL));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return false; // absent or unreadable: a new one costs nothing
        }
    }

    private X509Certificate sign(KeyPair pair) throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                SELF,
                new BigInteger(127, new SecureRandom()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(LIFETIME)),
                SELF,
                pair.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    /** The names and addresses that this machine has now. */
    private static GeneralName[] names() throws SocketException {
        TreeSet<String> hosts = new TreeSet<>(List.of("localhost"));
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // A machine that does not know its own name is reached by address.
        }
        TreeSet<String> addresses = new TreeSet<>();
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLinkLocalAddress())
                .forEach(address -> addresses.add(address.getHostAddress().replaceAll("%.*", "")));
        return java.util.stream.Stream.concat(
                        hosts.stream().map(host -> new GeneralName(GeneralName.dNSName, host)),
                        addresses.stream().map(address -> new GeneralName(GeneralName.iPAddress, address)))
                .toArray(GeneralName[]::new);
    }

    private void store(PrivateKey key, Collection<? extends Certificate> chain)
            throws GeneralSecurityException, IOException {
        if (key == null || chain.isEmpty()) {
            throw new GeneralSecurityException("it holds no key with a certificate");
        }
        String password = PrivateFiles.randomText(24);
        KeyStore target = KeyStore.getInstance("PKCS12");
        target.load(null, null);
        target.setKeyEntry(ALIAS, key, password.toCharArray(), chain.toArray(Certificate[]::new));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        target.store(bytes, password.toCharArray());
        // A crash in between leaves a pair that does not fit; the next start then makes both anew.
        PrivateFiles.write(passwordFile, password.getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.write(keyStore, bytes.toByteArray());
    }

    private static String keyAlias(KeyStore store) throws GeneralSecurityException {
        for (String alias : java.util.Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return alias;
            }
        }
        throw new GeneralSecurityException("it holds no key");
    }

    private static Collection<? extends Certificate> readChain(byte[] pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    }

    private static PrivateKey readKey(Path file) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        }
        throw new IOException("No unencrypted private key in " + file);
    }
}
