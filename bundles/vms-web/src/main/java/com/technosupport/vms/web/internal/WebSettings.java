package com.technosupport.vms.web.internal;

import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The deployment configuration of the web, PID {@code com.technosupport.vms.web}. A change of it restarts the web alone. */
@Component(service = WebSettings.class, configurationPid = WebSettings.PID, immediate = true)
@Designate(ocd = WebSettings.Configuration.class)
public final class WebSettings {

    public static final String PID = "com.technosupport.vms.web";

    private final Configuration configuration;
    private final List<String> requiredParts;

    @Activate
    public WebSettings(Configuration configuration) {
        this.configuration = configuration;
        this.requiredParts = Arrays.stream(configuration.requiredParts())
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** Names of the health checks that must be there before the server is ready. */
    public List<String> requiredParts() {
        return requiredParts;
    }

    public int maxSockets() {
        return atLeastOne(configuration.maxSockets());
    }

    public int maxSocketsPerUser() {
        return atLeastOne(configuration.maxSocketsPerUser());
    }

    public int maxMessagesPerSecond() {
        return atLeastOne(configuration.maxMessagesPerSecond());
    }

    public int maxMessageBurst() {
        return atLeastOne(configuration.maxMessageBurst());
    }

    public int maxSlowCalls() {
        return atLeastOne(configuration.maxSlowCalls());
    }

    /** How often sockets are pinged and the sessions behind them are looked at again. */
    public int checkSeconds() {
        return Math.min(10, atLeastOne(configuration.checkSeconds()));
    }

    /** Address of a TURN server; empty without one. */
    public String turnUrl() {
        return configuration.turnUrl().strip();
    }

    /** What the TURN server and we share. Never shown. */
    public String turnSecret() {
        return configuration.turnSecret();
    }

    private static int atLeastOne(int configured) {
        return Math.max(1, configured);
    }

    @Override
    public String toString() {
        return "WebSettings[requires " + requiredParts + "]";
    }

    /** The settings and their defaults. */
    @ObjectClassDefinition(name = "VMS web", description = "REST, WebSocket, health and the dashboard's files")
    public @interface Configuration {

        @AttributeDefinition(description = "Health checks that must be there and well before /health/ready says so")
        String[] requiredParts() default {"database", "security", "devices", "media", "live-webrtc"};

        @AttributeDefinition(description = "WebSockets at most, of all users together")
        int maxSockets() default 512;

        @AttributeDefinition(description = "WebSockets at most of one user")
        int maxSocketsPerUser() default 32;

        @AttributeDefinition(description = "Messages a second that one WebSocket may send, on average")
        int maxMessagesPerSecond() default 50;

        @AttributeDefinition(
                description = "Messages that one WebSocket may send at once, as a wall does for a new view")
        int maxMessageBurst() default 200;

        @AttributeDefinition(description = "Calls at once that wait for devices, of each kind; more get BUSY")
        int maxSlowCalls() default 8;

        @AttributeDefinition(description = "Seconds between two looks at a WebSocket and its session, 10 at most")
        int checkSeconds() default 5;

        @AttributeDefinition(description = "TURN server for viewers, such as turn:host:3478; empty for none")
        String turnUrl() default "";

        @AttributeDefinition(description = "Secret shared with the TURN server, for time-limited credentials")
        String turnSecret() default "";
    }
}
