package com.technosupport.vms.bus.nats.internal;

import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** What the library is told. */
final class NatsOptions {

    private NatsOptions() {}

    /** Hosts and ports alone: a URL may hold a password. */
    static String description(String url) {
        return servers(url).stream()
                .map(server -> {
                    try {
                        URI uri = new URI(server);
                        return uri.getHost() == null
                                ? "?"
                                : uri.getHost() + ":" + (uri.getPort() < 0 ? 4222 : uri.getPort());
                    } catch (URISyntaxException e) {
                        return "?";
                    }
                })
                .collect(Collectors.joining(", "));
    }

    private static List<String> servers(String url) {
        List<String> servers = new ArrayList<>();
        for (String part : url.split(",")) {
            if (!part.isBlank()) {
                servers.add(part.contains("://") ? part.strip() : "nats://" + part.strip());
            }
        }
        return servers;
    }

    /** @throws IllegalArgumentException when the settings cannot be used; its message holds no secret */
    static Options of(NatsSettings settings, ConnectionListener connections, ErrorListener errors) {
        List<String> servers = servers(settings.url());
        for (String server : servers) {
            try {
                URI uri = new URI(server);
                if (uri.getHost() == null || !List.of("nats", "tls", "opentls").contains(uri.getScheme())) {
                    throw new IllegalArgumentException("nats://host or tls://host is expected");
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("not a URL at position " + e.getIndex());
            }
        }
        try {
            Options.Builder options = Options.builder()
                    .servers(servers.toArray(String[]::new))
                    .connectionName("techno-support-vms")
                    .maxReconnects(-1)
                    .reconnectWait(Duration.ofMillis(250))
                    .connectionTimeout(Duration.ofSeconds(3))
                    .pingInterval(Duration.ofSeconds(5))
                    .maxPingsOut(2)
                    // What is published while it is away is handed on another way, not kept here.
                    .reconnectBufferSize(0)
                    // What we publish reaches our own receivers within this server.
                    .noEcho()
                    .readerThreadFactory(threads("reader"))
                    .writerThreadFactory(threads("writer"))
                    .callbackThreadFactory(threads("callback"))
                    .connectThreadFactory(threads("connect"))
                    .connectionListener(connections)
                    .errorListener(errors);
            if (!settings.credentialsFile().isEmpty()) {
                if (!Files.isReadable(Path.of(settings.credentialsFile()))) {
                    throw new IllegalArgumentException("the credentials' file cannot be read");
                }
                options.authHandler(Nats.credentials(settings.credentialsFile()));
            } else if (!settings.token().isEmpty()) {
                options.token(settings.token().toCharArray());
            } else if (!settings.user().isEmpty()) {
                options.userInfo(
                        settings.user().toCharArray(), settings.password().toCharArray());
            }
            if (!settings.caFile().isEmpty()) {
                options.sslContext(trusting(Path.of(settings.caFile())));
            }
            return options.build();
        } catch (IOException e) {
            throw new IllegalArgumentException("the file of certificates cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the file of certificates cannot be used", e);
        }
    }

    private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
        }
        if (number == 0) {
            throw new IllegalArgumentException("the file of certificates holds none");
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Whether a failure is one of certificates or of TLS: the library has it as a cause at most. */
    static boolean isOfTls(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SSLException || each instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "vms-nats-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
