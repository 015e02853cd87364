package com.technosupport.vms.plugins.internal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How new versions are tried.
 *
 * @param deploy where jars are dropped
 * @param store where they are kept, for nobody else to write to
 * @param maxBytes of a jar
 * @param settle how long an unreadable file may stay without a change before it is called corrupt
 * @param rollOutPercent of the cameras that are served first; 0: no roll-out
 * @param probationProbe between two rounds in which a new version's devices are asked
 * @param probationFailures how many failed calls take a version back
 */
record Settings(
        Path deploy,
        Path store,
        long maxBytes,
        Duration settle,
        boolean requireContract,
        Duration start,
        Duration stop,
        int probeDevices,
        Duration probe,
        int rollOutPercent,
        Duration rollOut,
        Duration probation,
        Duration probationProbe,
        int probationFailures) {

    static Settings of(PluginsConfiguration configuration) {
        String data = configuration.dataDirectory();
        if (data == null || data.isBlank()) {
            throw new IllegalArgumentException(PluginsConfiguration.PID + " lacks dataDirectory");
        }
        Path directory = Path.of(data).toAbsolutePath().normalize();
        return new Settings(
                directory.resolve("deploy"),
                directory.resolve("plugins"),
                within(1, configuration.maxMegabytes(), 4096) * 1024L * 1024,
                seconds(1, configuration.settleSeconds(), 600),
                configuration.requireContract(),
                seconds(1, configuration.startSeconds(), 300),
                seconds(1, configuration.stopSeconds(), 300),
                within(0, configuration.probeDevices(), 100),
                seconds(1, configuration.probeSeconds(), 600),
                within(0, configuration.rollOutPercent(), 100) % 100,
                seconds(0, configuration.rollOutSeconds(), 7 * 24 * 3600),
                seconds(0, configuration.probationSeconds(), 7 * 24 * 3600),
                seconds(1, configuration.probationProbeSeconds(), 24 * 3600),
                within(1, configuration.probationFailures(), 1_000_000));
    }

    private static Duration seconds(int least, int value, int most) {
        return Duration.ofSeconds(within(least, value, most));
    }

    private static int within(int least, int value, int most) {
        return Math.max(least, Math.min(value, most));
    }
}
