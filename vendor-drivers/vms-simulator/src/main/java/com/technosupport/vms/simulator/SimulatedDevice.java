package com.technosupport.vms.simulator;

import java.time.Duration;
import java.util.List;

/**
 * What tests can do to any simulated device, camera or recorder, whatever protocols it speaks. All methods may be called from any thread;
 * when one returns, it has taken effect.
 */
public interface SimulatedDevice {
    /** The name that it tells. */
    String name();

    /** The model that it tells. */
    String model();

    /** The serial number, distinct for each device and the same in every run, until it {@linkplain #replaceBy is replaced}. */
    String serial();

    /** The address that it is bound to, without a port. */
    String address();

    /** The HTTP port. */
    int httpPort();

    /** The RTSP port. */
    int rtspPort();

    /** How many channels (video sources) it has, at least 1. */
    int channels();

    /**
     * Lets something happen, or end.
     *
     * @param channel from 1; for {@link SimulatedEvent#DIGITAL_INPUT} and {@link SimulatedEvent#RELAY} the number of the contact
     * @param active whether it begins; for what is no state, only the beginning is reported
     * @throws IllegalArgumentException when there is no such channel or contact
     */
    void raise(SimulatedEvent event, int channel, boolean active);

    /**
     * Sets a digital input, and reports it.
     *
     * @param input from 1
     */
    default void setInput(int input, boolean active) {
        raise(SimulatedEvent.DIGITAL_INPUT, input, active);
    }

    /**
     * Whether a digital output is switched on.
     *
     * @param output from 1
     */
    boolean output(int output);

    /** What was said by its loudspeaker. */
    HeardSpeech heard();

    /** The commands that it obeyed, the last thousand, in their order. */
    List<SimulatedCommand> commands();

    /** Drops all connections and forgets all sessions and subscriptions, and is back after some time. Returns at once. */
    void reboot(Duration away);

    /** Puts another device with this serial number in its place: same address and credentials, no sessions or subscriptions. */
    void replaceBy(String serial);

    /** Changes the password of its user, for every protocol. */
    void password(String password);

    /** Sets how far the device's clock runs ahead of the real one; negative when behind. */
    void clockSkew(Duration skew);
}
