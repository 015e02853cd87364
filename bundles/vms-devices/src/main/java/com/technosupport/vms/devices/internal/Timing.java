package com.technosupport.vms.devices.internal;

import java.time.Duration;

/**
 * How patient we are.
 *
 * @param driverGrace how long a driver may be away, as during its update, before its cameras show it
 * @param negotiation for logging in at a device and reading what it has
 * @param video for the first picture of a new camera
 * @param facet for one call that uses a power of a device
 * @param sessionIdle how long an unused login is kept
 * @param tick between two looks at what changes with time alone
 * @param storeRetry between two tries to read the cameras
 * @param resolveBackoff between the first two tries to ask a device for its streams' addresses anew; doubles
 */
record Timing(
        Duration driverGrace,
        Duration negotiation,
        Duration video,
        Duration facet,
        Duration sessionIdle,
        Duration tick,
        Duration storeRetry,
        Duration resolveBackoff) {

    static Timing of(DevicesConfiguration configuration) {
        return new Timing(
                Duration.ofSeconds(Math.max(0, configuration.driverGraceSeconds())),
                Duration.ofSeconds(Math.max(1, configuration.negotiationSeconds())),
                Duration.ofSeconds(Math.max(1, configuration.videoSeconds())),
                Duration.ofSeconds(Math.max(1, configuration.callSeconds())),
                Duration.ofSeconds(Math.max(1, configuration.sessionIdleSeconds())),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }
}
