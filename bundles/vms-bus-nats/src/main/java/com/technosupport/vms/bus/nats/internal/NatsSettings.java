package com.technosupport.vms.bus.nats.internal;

import java.time.Duration;

/**
 * Where NATS is and how patient the bus is. Its text holds no secret.
 *
 * @param batch events that a durable receiver is given at a time
 * @param acknowledgement after which NATS sends again what was not acknowledged, as when a connection broke
 * @param queue events that may wait for a receiver that only listens
 */
record NatsSettings(
        String url,
        String user,
        String password,
        String token,
        String credentialsFile,
        String caFile,
        Duration publish,
        int batch,
        int queue,
        Duration absence,
        Duration acknowledgement,
        long streamBytes,
        Duration streamAge) {

    static NatsSettings of(NatsConfiguration configuration) {
        return new NatsSettings(
                configuration.url().strip(),
                configuration.user(),
                configuration._password(),
                configuration._token(),
                configuration.credentialsFile().strip(),
                configuration.caFile().strip(),
                Duration.ofSeconds(Math.max(1, configuration.publishSeconds())),
                Math.max(1, configuration.batch()),
                Math.max(1, configuration.queue()),
                Duration.ofSeconds(Math.max(0, configuration.absenceSeconds())),
                Duration.ofSeconds(30),
                Math.max(1, configuration.streamMegabytes()) * 1024L * 1024,
                Duration.ofDays(Math.max(1, configuration.streamDays())));
    }

    static NatsSettings plain(String url) {
        return new NatsSettings(
                url,
                "",
                "",
                "",
                "",
                "",
                Duration.ofSeconds(10),
                2000,
                4096,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                64L * 1024 * 1024,
                Duration.ofDays(1));
    }

    @Override
    public String toString() {
        return "NATS at " + NatsOptions.description(url);
    }
}
