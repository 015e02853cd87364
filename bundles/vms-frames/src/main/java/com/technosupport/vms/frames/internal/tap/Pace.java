package com.technosupport.vms.frames.internal.tap;

/** Picks pictures at a rate, evenly over time, whatever rate they come at. */
final class Pace {

    private final double ticks;
    private double due;
    private boolean begun;

    /** @param clockRate ticks of a second */
    Pace(int clockRate, double framesPerSecond) {
        ticks = clockRate / framesPerSecond;
    }

    /** Whether the picture of that time is one of them. */
    boolean takes(long pts) {
        // A little early is early enough: cameras are not exact.
        if (begun && pts < due - ticks / 10 && pts > due - 3 * ticks) {
            return false;
        }
        boolean onTime = begun && pts >= due - ticks / 10 && pts < due + ticks;
        due = (onTime ? due : pts) + ticks;
        begun = true;
        return true;
    }

    /** Whether it will be, without taking it. */
    boolean wants(long pts) {
        return !(begun && pts < due - ticks / 10 && pts > due - 3 * ticks);
    }
}
