package com.technosupport.vms.bus.local.internal;

import java.time.Duration;

/**
 * How patient the bus is.
 *
 * @param queue events that may wait for one receiver
 * @param batch events that a durable receiver is given at a time
 * @param publish how long whoever publishes waits for durable receivers
 * @param absence how long a durable receiver may be away before it is forgotten
 * @param retry to the next try with a batch that a receiver failed to take; doubles up to a hundredfold
 */
record BusLimits(int queue, int batch, Duration publish, Duration absence, Duration retry) {

    static BusLimits of(BusConfiguration configuration) {
        return new BusLimits(
                Math.max(1, configuration.queue()),
                Math.max(1, configuration.batch()),
                Duration.ofSeconds(Math.max(1, configuration.publishSeconds())),
                Duration.ofSeconds(Math.max(0, configuration.absenceSeconds())),
                Duration.ofMillis(50));
    }
}
