package com.technosupport.vms.live.webrtc.internal.dtls;

import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** The other side of a handshake, as a viewer has it: for the warm-up, and for tests. */
public class DtlsClient extends DefaultTlsClient {

    private final DtlsIdentity identity;
    private final Fingerprint server;
    private final SrtpProfile profile;
    private SrtpKeyMaterial keys;

    public DtlsClient(DtlsIdentity identity, Fingerprint server, SrtpProfile profile) {
        super(identity.crypto());
        this.identity = identity;
        this.server = server;
        this.profile = profile;
    }

    /** Once the handshake is over. */
    public SrtpKeyMaterial keys() {
        return keys;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {profile.code()}, TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate presented) throws IOException {
                if (!server.matches(
                        presented.getCertificate().getCertificateAt(0).getEncoded())) {
                    throw new TlsFatalAlert(AlertDescription.bad_certificate);
                }
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                return identity.signer(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = new SrtpKeyMaterial(
                profile, context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, SrtpKeyMaterial.length(profile)));
    }
}
