package com.technosupport.vms.media.internal.avformat;

import com.technosupport.vms.media.internal.rtsp.RtspSession;
import com.technosupport.vms.media.internal.source.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whom FFmpeg may talk to over TLS. Cameras sign their own certificates, so the first one met at an address is taken, and from then on no
 * other, until somebody sets the stream up anew; as with what is said to devices by HTTP. FFmpeg cannot do that by itself: it
 * is told to trust what we have met, and to check it. Any thread may call.
 */
public final class DeviceCertificates {

    private static final int DNS_NAME = 2;
    private static final int MOST_IN_CHAIN = 10;

    /** Host and port, and the fingerprint of what was met there. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /**
     * What FFmpeg is to trust.
     *
     * @param file certificates in PEM, to be deleted after use
     * @param name that the certificate is made out to; empty for none
     */
    record Trusted(Path file, String name) implements AutoCloseable {

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }

    /** Somebody sets the stream up: whatever certificate is met next is taken. */
    public void forget(URI uri) {
        known.remove(place(uri));
    }

    private static String place(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT) + ":" + RtspSession.port(uri);
    }

    /** Meets the device; blocks. The credential is not involved. */
    Trusted meet(URI uri, Duration patience) throws AvformatInput.UnreadableException {
        String peer = uri.getHost();
        X509Certificate[] chain;
        try {
            chain = chain(uri, (int) patience.toMillis());
        } catch (SSLException | CertificateException e) {
            throw failure(Failure.Kind.PROTOCOL, peer + " does not agree on encryption that we can use");
        } catch (IOException e) {
            throw failure(Failure.Kind.UNREACHABLE, peer + " cannot be reached");
        } catch (GeneralSecurityException e) {
            throw failure(Failure.Kind.UNSUPPORTED, "This server cannot check certificates");
        }
        try {
            String shown = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded()));
            String before = known.putIfAbsent(place(uri), shown);
            if (before != null && !before.equals(shown)) {
                throw failure(
                        Failure.Kind.REFUSED,
                        peer + " shows another certificate than before; if that is as it should be, enter the camera's"
                                + " password again");
            }
            return new Trusted(file(chain), name(chain[0]));
        } catch (GeneralSecurityException | IOException e) {
            throw failure(Failure.Kind.UNSUPPORTED, "The certificate of " + peer + " cannot be checked");
        }
    }

    private static AvformatInput.UnreadableException failure(Failure.Kind kind, String sentence) {
        return new AvformatInput.UnreadableException(new Failure(kind, sentence));
    }

    private static X509Certificate[] chain(URI uri, int millis) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        Listening listening = new Listening();
        context.init(null, new TrustManager[] {listening}, null);
        try (Socket plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(uri.getHost().replaceAll("[\\[\\]]", ""), RtspSession.port(uri)), millis);
            plain.setSoTimeout(millis);
            try (SSLSocket secure = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, uri.getHost(), RtspSession.port(uri), true)) {
                secure.startHandshake();
            }
        }
        if (listening.chain == null || listening.chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        return listening.chain;
    }

    /** The chain as it is shown, and the authority behind it where this machine knows it. */
    private static Path file(X509Certificate[] chain) throws IOException, GeneralSecurityException {
        List<X509Certificate> trusted =
                new ArrayList<>(Arrays.asList(chain).subList(0, Math.min(chain.length, MOST_IN_CHAIN)));
        X509Certificate last = trusted.get(trusted.size() - 1);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager authorities) {
                Arrays.stream(authorities.getAcceptedIssuers())
                        .filter(authority -> authority.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                        .forEach(trusted::add);
            }
        }
        StringBuilder text = new StringBuilder();
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (X509Certificate certificate : trusted) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(encoder.encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        Path file = Files.createTempFile("vms-rtsps-", ".pem");
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        return file;
    }

    /** Cameras' certificates name no address; which one it is was decided by its fingerprint. */
    private static String name(X509Certificate certificate) throws CertificateException {
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> alternative : certificate.getSubjectAlternativeNames()) {
                if (alternative.get(0).equals(DNS_NAME)) {
                    return String.valueOf(alternative.get(1)).replace("*.", "camera.");
                }
            }
        }
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
        } catch (InvalidNameException e) {
            return "";
        }
        return "";
    }

    /** Takes any certificate, for it is only looked at. */
    private static final class Listening implements X509TrustManager {

        private volatile X509Certificate[] chain;

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {
            chain = shown;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) throws CertificateException {
            throw new CertificateException("we are no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
