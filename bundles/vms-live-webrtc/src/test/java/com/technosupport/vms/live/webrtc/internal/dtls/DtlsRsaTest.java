package com.technosupport.vms.live.webrtc.internal.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.junit.jupiter.api.Test;

/** A viewer whose certificate is of RSA, as GStreamer's is, and that signs by PSS where it is asked for that, as OpenSSL does. */
class DtlsRsaTest {

    private final DtlsIdentity identity = DtlsIdentity.create(Clock.systemUTC());

    private static final class Client extends DtlsClient {

        private final DtlsIdentity identity;
        private final KeyPair pair;
        private final byte[] certificate;

        Client(DtlsIdentity identity, KeyPair pair, byte[] certificate) {
            super(identity, identity.fingerprint(), SrtpProfile.AEAD_AES_128_GCM);
            this.identity = identity;
            this.pair = pair;
            this.certificate = certificate;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate presented) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                    return new JcaDefaultTlsCredentialedSigner(
                            new TlsCryptoParameters(context),
                            identity.crypto(),
                            pair.getPrivate(),
                            new Certificate(
                                    new TlsCertificate[] {identity.crypto().createCertificate(certificate)}),
                            best(request));
                }
            };
        }

        private static SignatureAndHashAlgorithm best(CertificateRequest request) {
            for (Object each : request.getSupportedSignatureAlgorithms()) {
                SignatureAndHashAlgorithm algorithm = (SignatureAndHashAlgorithm) each;
                if (algorithm.getSignature() == SignatureAlgorithm.rsa_pss_rsae_sha256) {
                    return algorithm;
                }
            }
            return SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa);
        }
    }

    private static byte[] certificate(KeyPair pair) throws Exception {
        X500Name name = new X500Name("CN=viewer");
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        name,
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
                .getEncoded();
    }

    @Test
    void aViewerWithARsaCertificateComesIn() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] certificate = certificate(pair);
        CompletableFuture<SrtpKeyMaterial> established = new CompletableFuture<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        DtlsConnection[] server = new DtlsConnection[1];
        DtlsInput wire = new DtlsInput(datagram -> server[0].received(datagram));
        server[0] = new DtlsConnection(identity, executor, wire::put, new DtlsConnection.Listener() {
            @Override
            public void established(SrtpKeyMaterial keys) {
                established.complete(keys);
            }

            @Override
            public void failed(String reason) {
                established.completeExceptionally(new AssertionError(reason));
            }

            @Override
            public void ended() {}
        });
        try {
            server[0].expect(List.of(Fingerprint.sha256(certificate)));
            Client client = new Client(identity, pair, certificate);
            new DTLSClientProtocol().connect(client, wire);
            assertThat(established.get(30, TimeUnit.SECONDS).profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        } finally {
            server[0].close();
            executor.shutdown();
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
