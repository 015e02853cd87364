package com.technosupport.vms.live.webrtc.internal.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;

/** The server's side of the handshake, with the lengths looked at that the library believes: those of three bytes within messages. */
final class WaryServerProtocol extends DTLSServerProtocol {

    @Override
    protected void processClientCertificate(ServerHandshakeState state, byte[] body) throws IOException {
        if (!certificatesFit(body)) {
            throw new TlsFatalAlert(AlertDescription.decode_error);
        }
        super.processClientCertificate(state, body);
    }

    /** No browser sends it (RFC 4680), and nobody was asked for it. */
    @Override
    protected void processClientSupplementalData(ServerHandshakeState state, byte[] body) throws IOException {
        throw new TlsFatalAlert(AlertDescription.unexpected_message);
    }

    /** Whether a message has room for the certificates that it speaks of (RFC 5246, section 7.4.2). */
    static boolean certificatesFit(byte[] body) {
        if (body.length < 3 || TlsUtils.readUint24(body, 0) != body.length - 3) {
            return false;
        }
        int at = 3;
        while (body.length - at >= 3) {
            at += 3 + TlsUtils.readUint24(body, at);
        }
        return at == body.length;
    }
}
