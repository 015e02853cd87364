package com.technosupport.vms.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Tells whoever started the server in a terminal that it is ready, and where; and, if that takes long, what it waits for. It
 * asks over HTTP as a client would, so that what it says is true for clients.
 */
@Component(
        immediate = true,
        service = {},
        configurationPid = "com.technosupport.vms.shell",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ReadyAnnouncement.Configuration.class)
public final class ReadyAnnouncement {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Configuration configuration;
    private final Thread thread;

    /** Where the server was told to listen. */
    @ObjectClassDefinition(name = "Techno Support VMS console")
    public @interface Configuration {

        @AttributeDefinition(description = "Address of the plain HTTP port")
        String httpBind() default "127.0.0.1";

        int httpPort() default 8181;

        int httpsPort() default 8443;

        String dataDirectory();
    }

    @Activate
    public ReadyAnnouncement(Configuration configuration) {
        this.configuration = configuration;
        this.thread = new Thread(this::run, "vms-ready-announcement");
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void run() {
        long begin = System.nanoTime();
        String told = "";
        try {
            while (true) {
                String waiting = waitingFor();
                if (waiting.isEmpty()) {
                    announce();
                    return;
                }
                if (System.nanoTime() - begin > PATIENCE.toNanos() && !waiting.equals(told)) {
                    System.out.println("Not ready yet: " + waiting);
                    told = waiting;
                }
                Thread.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            // The bundle is being stopped.
        }
    }

    private void announce() {
        Path data = Path.of(configuration.dataDirectory());
        System.out.println("Techno Support VMS is ready: https://localhost:" + configuration.httpsPort()
                + "/ and http://" + localAddress() + ":" + configuration.httpPort() + "/");
        Path password = data.resolve("initial-admin-password");
        if (Files.exists(password)) {
            System.out.println("Log in as admin; the first password is in " + password);
        }
        System.out.println("Plug-ins go into " + data.resolve("deploy"));
    }

    private String waitingFor() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + localAddress() + ":" + configuration.httpPort() + "/health/ready")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(3000);
            if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
                return "";
            }
            try (InputStream error = connection.getErrorStream()) {
                return error == null ? "the web server" : new String(error.readNBytes(4096), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            return "the web server";
        }
    }

    private String localAddress() {
        String bind = configuration.httpBind();
        return bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    }
}
