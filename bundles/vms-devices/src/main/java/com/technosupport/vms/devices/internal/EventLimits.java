package com.technosupport.vms.devices.internal;

import java.time.Duration;

/**
 * How devices are listened to.
 *
 * @param devices most at once
 * @param retry to the first new try; doubles
 * @param longestRetry between two tries
 * @param silence without an event until the driver is suspected, where the device sends no heartbeats
 * @param heartbeat without a sign of life until then, where it does
 * @param eventsPerSecond of one device, in the long run
 * @param burst of one device, at once
 * @param tick between two looks at what changes with time alone
 */
record EventLimits(
        int devices,
        Duration retry,
        Duration longestRetry,
        Duration silence,
        Duration heartbeat,
        int eventsPerSecond,
        int burst,
        Duration tick) {

    static EventLimits of(EventsConfiguration configuration) {
        return new EventLimits(
                Math.max(0, configuration.devices()),
                Duration.ofSeconds(Math.max(1, configuration.retrySeconds())),
                Duration.ofSeconds(Math.max(1, configuration.longestRetrySeconds())),
                Duration.ofHours(Math.max(1, configuration.silenceHours())),
                Duration.ofMinutes(Math.max(1, configuration.heartbeatMinutes())),
                Math.max(1, configuration.eventsPerSecond()),
                Math.max(1, configuration.burst()),
                Duration.ofSeconds(2));
    }
}
