package com.technosupport.vms.live.webrtc.internal.dtls;

import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/**
 * Our side of one handshake: DTLS 1.2, ephemeral ECDH, a certificate asked of the peer that must be the one its SDP named, and
 * keys for SRTP (RFC 5764, RFC 8842, RFC 7627).
 */
final class DtlsServer extends DefaultTlsServer {

    private static final int HANDSHAKE_MILLIS = 10_000;

    private final DtlsIdentity identity;
    private final List<Fingerprint> peer;
    private SrtpProfile profile;
    private SrtpKeyMaterial keys;
    private volatile boolean ended;

    /**
     * @param peer fingerprints of the peer's certificate, one of which must fit
     */
    DtlsServer(DtlsIdentity identity, List<Fingerprint> peer) {
        super(identity.crypto());
        this.identity = identity;
        this.peer = List.copyOf(peer);
    }

    /** Once the handshake is over. */
    SrtpKeyMaterial keys() {
        return keys;
    }

    /** Whether the peer has said that it ends the connection. */
    boolean ended() {
        return ended;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        };
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return HANDSHAKE_MILLIS;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return identity.signer(context);
    }

    /**
     * Asks for signatures that the JDK can verify by the library's names for them: RSA-PSS is not among these, and OpenSSL, and
     * with it GStreamer, whose certificates are of RSA, would take it before all others.
     */
    @Override
    @SuppressWarnings("JdkObsolete") // a Vector, as the library wants it
    public CertificateRequest getCertificateRequest() {
        Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
        for (short signature : new short[] {SignatureAlgorithm.ecdsa, SignatureAlgorithm.rsa}) {
            for (short hash : new short[] {HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512}) {
                algorithms.add(SignatureAndHashAlgorithm.getInstance(hash, signature));
            }
        }
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign}, algorithms, null);
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        if (chain == null || chain.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
        byte[] certificate = chain.getCertificateAt(0).getEncoded();
        if (peer.stream().noneMatch(fingerprint -> fingerprint.matches(certificate))) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // as the library declares it
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (offered == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure);
        }
        profile = SrtpProfile.choose(offered.getProtectionProfiles())
                .orElseThrow(() -> new TlsFatalAlert(AlertDescription.handshake_failure));
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        if (extensions == null) {
            extensions = new Hashtable();
        }
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {profile.code()}, TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = new SrtpKeyMaterial(
                profile, context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, SrtpKeyMaterial.length(profile)));
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        if (description == AlertDescription.close_notify || level == AlertLevel.fatal) {
            ended = true;
        }
    }
}
