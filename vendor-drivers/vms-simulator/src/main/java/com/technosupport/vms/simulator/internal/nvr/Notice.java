package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.SimulatedEvent;
import java.time.Instant;

/**
 * Something to tell the readers of a recorder's event stream.
 *
 * @param event what happened
 * @param number the channel, or for a contact its number
 * @param active whether it began, or goes on
 * @param count how often it was told since it began, from 1
 * @param time by the device's clock
 */
public record Notice(SimulatedEvent event, int number, boolean active, int count, Instant time) {
    /** Whether the event is a state that ends, not a mere moment. */
    static boolean isState(SimulatedEvent event) {
        return event != SimulatedEvent.LINE_CROSSED && event != SimulatedEvent.VENDOR;
    }

    /** Whether the event is a contact's, not a channel's. */
    public static boolean isContact(SimulatedEvent event) {
        return event == SimulatedEvent.DIGITAL_INPUT || event == SimulatedEvent.RELAY;
    }
}
