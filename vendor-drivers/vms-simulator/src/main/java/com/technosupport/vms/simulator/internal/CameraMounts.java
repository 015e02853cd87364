package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.media.Lap;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.onvif.Inventory;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Which scene each channel of a camera shows, and its streams. */
final class CameraMounts {
    private static final List<String> SCENES = List.of("campus", "gate", "yard", "dock");
    /** Cameras take turns within a picture's time, on a grid that lets several be served by one wake-up. */
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int STAGGERS = 8;

    private final int number;
    private final boolean campusOnly;
    private final EventLoop loop;
    private final FootageLibrary library;
    private final FaultBoard faults;
    private final Clock clock;

    CameraMounts(
            int number, boolean campusOnly, EventLoop loop, FootageLibrary library, FaultBoard faults, Clock clock) {
        this.number = number;
        this.campusOnly = campusOnly;
        this.loop = loop;
        this.library = library;
        this.faults = faults;
        this.clock = clock;
    }

    /** All mounts, by the names that {@link Inventory#mount} tells. */
    Map<String, Mount> of(int channels) {
        Map<String, Mount> mounts = new LinkedHashMap<>();
        for (int channel = 1; channel <= channels; channel++) {
            add(mounts, channel);
        }
        return mounts;
    }

    /** A picture of what a channel shows. */
    byte[] still(int channel) {
        return library.still(scene(channel));
    }

    private String scene(int channel) {
        return campusOnly ? SCENES.get(0) : SCENES.get((number + channel - 2) % SCENES.size());
    }

    private void add(Map<String, Mount> mounts, int channel) {
        long delay = (number + channel - 1) % STAGGERS * STAGGER_NANOS;
        Footage main = library.get(scene(channel) + "-main");
        Footage sub = library.get(scene(channel) + "-sub");
        // Cameras that show the same scene are at different points of it.
        Lap lap = new Lap((number + channel - 2) * main.groupLength() * 3 % main.length());
        mounts.put(Inventory.mount(SimulatedCamera.MAIN, channel), Mount.steady(loop, main, faults, clock, delay, lap));
        mounts.put(Inventory.mount(SimulatedCamera.SUB, channel), Mount.steady(loop, sub, faults, clock, delay, lap));
        if (channel == 1) {
            mounts.put(SimulatedCamera.CLOCK, Mount.onTheClock(loop, library.get("clock"), faults, clock));
            Footage bare = library.withoutParameterSets(scene(channel) + "-sub");
            mounts.put(SimulatedCamera.SPROP, Mount.steady(loop, bare, faults, clock, delay, lap));
        }
    }
}
