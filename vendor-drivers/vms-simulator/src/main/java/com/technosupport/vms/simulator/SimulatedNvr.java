package com.technosupport.vms.simulator;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One recorder of a {@link Simulator}, or a single camera with a vendor's own interface: where it answers, what it was made to do, and
 * its switches. All methods may be called from any thread; a switch holds for whatever the recorder does after the call returns. No
 * address carries credentials.
 */
public interface SimulatedNvr extends SimulatedDevice {
    /** Its number, from 1. */
    int number();

    /** Whose interface it speaks. */
    NvrVendor vendor();

    /** Whether it is a single camera, not a recorder. */
    boolean isCamera();

    /** The root of its HTTP interface, such as {@code http://127.0.2.1:8080/}. */
    default URI http() {
        return URI.create("http://" + address() + ":" + httpPort() + "/");
    }

    /**
     * The live stream of a channel, as the vendor spells it.
     *
     * @param channel from 1
     * @param stream 0 for the main stream, 1 for the small one
     */
    URI stream(int channel, int stream);

    /**
     * The replay of a channel's main stream, as the vendor spells it.
     *
     * @param channel from 1
     */
    URI replay(int channel, Instant start, Instant end);

    /** The channels that it has now, by number. */
    List<NvrChannel> channelList();

    /** Takes a channel away, drops who watches it. Nothing happens when it has gone already. */
    void removeChannel(int channel);

    /** Brings a channel back that was taken away. */
    void restoreChannel(int channel);

    /** Gives a channel another name. */
    void renameChannel(int channel, String name);

    /** Connects or disconnects a channel's camera. Without, the channel stays listed; it has no picture, and who watches it is dropped. */
    void setOnline(int channel, boolean online);

    /** The digital inputs, from 1. */
    List<Boolean> inputs();

    /** The digital outputs, from 1, as clients switched them. */
    List<Boolean> outputs();

    /** What it holds of a channel, in order of time. */
    List<NvrRecording> recordings(int channel);

    /** Adds to what it holds of a channel. */
    void addRecording(int channel, NvrRecording recording);

    /** Takes away all that it holds of a channel, and stops recording it. */
    void clearRecordings(int channel);

    /** Requests over HTTP, oldest first: method and target; the last thousand. */
    List<String> requests();

    /** Event streams that are open. */
    int eventStreams();

    /** Log-ins over HTTP with wrong credentials since it started. */
    int loginFailures();

    /** Locks the account, as too many wrong log-ins in a row do. */
    void lock(Duration time);

    /** Unlocks the account, and forgets wrong log-ins of late. */
    void unlock();

    /** Switches a quirk on. */
    void quirk(NvrQuirk quirk);

    /** Switches a quirk off. */
    void clear(NvrQuirk quirk);

    /** The quirks that are on. */
    Set<NvrQuirk> quirks();

    /**
     * Where {@link NvrQuirk#REDIRECT} leads.
     *
     * @param base of another host, such as {@code http://127.0.9.9:8080}; what was asked for is appended
     */
    void redirectTo(URI base);

    /** Switches a fault on with its {@linkplain Fault#defaultAmount() usual amount}. */
    default void fault(Fault fault) {
        fault(fault, fault.defaultAmount());
    }

    /**
     * Switches a fault on: {@link Fault} tells what each does over RTSP and HTTP.
     *
     * @param amount seconds, packets or a share, as the fault says
     */
    void fault(Fault fault, double amount);

    /** Switches a fault off; nothing happens when it is not on. A reboot can't be undone. */
    void clear(Fault fault);

    /** The faults that are on, with their amounts. */
    Map<Fault, Double> faults();

    /** Ends all faults and quirks. */
    void clearAll();

    /** What it has done since it started. */
    CameraStats stats();
}
