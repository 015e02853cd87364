package com.technosupport.vms.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * One camera of a {@link Simulator}: where it answers, and its switches. All methods may be called from any thread; a switch holds
 * for whatever the camera does after the call returns. No address carries credentials.
 */
public interface SimulatedCamera {
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

    /** The name in its scopes. */
    String name();

    /** The model that GetDeviceInformation tells, such as {@code SIM-720}. */
    String model();

    /** The serial number, distinct for each camera and the same in every run. */
    String serial();

    /** The endpoint reference of WS-Discovery, the same in every run. */
    UUID endpoint();

    /** The address that it is bound to, without a port. */
    String address();

    /** The port of ONVIF and snapshots. */
    int httpPort();

    /** The RTSP port. */
    int rtspPort();

    /** The ONVIF device service. */
    URI deviceService();

    /**
     * The RTSP address of a mount.
     *
     * @param mount {@link #MAIN}, {@link #SUB}, {@link #CLOCK} or {@link #SPROP}
     * @throws IllegalArgumentException when there is no such mount
     */
    URI stream(String mount);

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

    /** Sets how far the device's clock runs ahead of the real one; negative when behind. */
    void clockSkew(Duration skew);

    /** What it has done since it started. */
    CameraStats stats();
}
