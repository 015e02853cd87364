package com.technosupport.vms.devices.internal.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust on first use: cameras sign their own certificates, so the first one met is taken, and from then on no other. That
 * keeps the password from whoever puts himself in the device's place later.
 */
final class CertificatePin {

    private final AtomicReference<String> fingerprint;
    private final SSLSocketFactory sockets;

    /** @param known fingerprint from an earlier meeting, as {@link #fingerprint} gave it */
    CertificatePin(Optional<String> known) {
        this.fingerprint = new AtomicReference<>(known.orElse(null));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinTrust()}, null);
            this.sockets = context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of the device's certificate in hexadecimal; empty while none was met. */
    Optional<String> fingerprint() {
        return Optional.ofNullable(fingerprint.get());
    }

    SSLSocketFactory sockets() {
        return sockets;
    }

    /** Call after a handshake: only then has the device shown that the certificate is its own. */
    void met(SSLSocket socket) throws CertificateException {
        try {
            String shown = fingerprint(socket.getSession().getPeerCertificates()[0]);
            if (!fingerprint.compareAndSet(null, shown) && !shown.equals(fingerprint.get())) {
                throw new ChangedCertificateException();
            }
        } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
            throw new CertificateException(e);
        }
    }

    private static String fingerprint(Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The device shows another certificate than before. */
    static final class ChangedCertificateException extends CertificateException {

        private static final long serialVersionUID = 1L;

        ChangedCertificateException() {
            super("another certificate than before");
        }
    }

    private final class PinTrust extends X509ExtendedTrustManager {

        private void check(X509Certificate[] chain) throws CertificateException {
            String known = fingerprint.get();
            if (known != null && !known.equals(fingerprint(chain[0]))) {
                throw new ChangedCertificateException();
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("we are no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("we are no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("we are no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
