package com.technosupport.vms.bus.nats.internal;

import java.time.Duration;

/** Settings for tests. */
final class Settings {

    private Settings() {}

    /** Waits a second at most for durable receivers. */
    static NatsSettings impatient(String url) {
        return with(url, "", "", "", "");
    }

    static NatsSettings with(String url, String user, String password, String token, String caFile) {
        return with(url, user, password, token, "", caFile);
    }

    static NatsSettings withCredentials(String url, String file) {
        return with(url, "", "", "", file, "");
    }

    private static NatsSettings with(
            String url, String user, String password, String token, String credentialsFile, String caFile) {
        NatsSettings plain = NatsSettings.plain(url);
        return new NatsSettings(
                url,
                user,
                password,
                token,
                credentialsFile,
                caFile,
                Duration.ofSeconds(1),
                16,
                100,
                plain.absence(),
                Duration.ofSeconds(3),
                plain.streamBytes(),
                plain.streamAge());
    }
}
