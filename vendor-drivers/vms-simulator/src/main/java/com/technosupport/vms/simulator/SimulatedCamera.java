package com.technosupport.vms.simulator;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One camera of a {@link Simulator}: where it answers, and its switches. All methods may be called from any thread; a switch holds
 * for whatever the camera does after the call returns. No address carries credentials.
 */
public interface SimulatedCamera extends SimulatedDevice {
    /** The high-quality stream. */
    String MAIN = "main";
    /** The small stream, 640×360. */
    String SUB = "sub";
    /** The running clock, see {@link ClockPicture}. */
    String CLOCK = "clock";
    /** The small stream with its parameter sets in the SDP alone, never in the stream. */
    String SPROP = "sprop";

    /** Its number, from 1. */
    int number();

    /** The endpoint reference of WS-Discovery, the same in every run, until {@link #replaceBy} changes it. */
    UUID endpoint();

    /** The ONVIF device service. */
    URI deviceService();

    /**
     * The RTSP address of a mount.
     *
     * @param mount {@link #MAIN}, {@link #SUB}, {@link #CLOCK} or {@link #SPROP}
     * @throws IllegalArgumentException when there is no such mount
     */
    URI stream(String mount);

    /**
     * The RTSP address of a channel's stream.
     *
     * @param channel from 1
     * @param mount {@link #MAIN} or {@link #SUB}
     * @throws IllegalArgumentException when there is no such channel or mount
     */
    default URI stream(int channel, String mount) {
        return stream(channel == 1 ? mount : mount + channel);
    }

    /** The address of a JPEG picture. */
    URI snapshot();

    /** Switches a fault on with its {@linkplain Fault#defaultAmount() usual amount}. */
    default void fault(Fault fault) {
        fault(fault, fault.defaultAmount());
    }

    /**
     * Switches a fault on.
     *
     * @param amount seconds, packets or a share, as the fault says
     * @throws IllegalArgumentException when the amount is not a finite number of at least 0
     */
    void fault(Fault fault, double amount);

    /** Switches a fault off; nothing happens when it is not on. A reboot can't be undone. */
    void clear(Fault fault);

    /** Switches all faults off. */
    void clearFaults();

    /** The faults that are on, with their amounts. */
    Map<Fault, Double> faults();

    /**
     * Adds to what its own storage holds of a channel. From the start, that is the day before, with a gap of an hour in the middle.
     *
     * @param channel from 1
     * @param to its end, excluded
     */
    void addRecording(int channel, Instant from, Instant to);

    /** Takes away all that its own storage holds of a channel. */
    void clearRecordings(int channel);

    /** Switches a quirk on or off. */
    void quirk(OnvifQuirk quirk, boolean on);

    /** Switches a quirk on. */
    default void quirk(OnvifQuirk quirk) {
        quirk(quirk, true);
    }

    /** The quirks that are on. */
    Set<OnvifQuirk> quirks();

    /** What it has done since it started. */
    CameraStats stats();
}
