package com.technosupport.vms.simulator;

import java.util.Map;
import java.util.Objects;

/**
 * A command that a simulated device obeyed: what moves, switches or sets something; never a mere question.
 *
 * @param name the operation, as the protocol spells it, such as {@code ContinuousMove}
 * @param channel the channel it went to, from 1; for a digital output its number; 0 when it concerns the device
 * @param arguments its arguments by name, as they were sent; only what the command said
 */
public record SimulatedCommand(String name, int channel, Map<String, String> arguments) {
    public SimulatedCommand {
        Objects.requireNonNull(name, "name");
        arguments = Map.copyOf(arguments);
    }
}
