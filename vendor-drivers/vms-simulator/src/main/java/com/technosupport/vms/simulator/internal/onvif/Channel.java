package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Footage;

/**
 * A video source and what hangs on it. Its parts find each other by tokens alone, as on real devices; no token tells its channel's number
 * to whoever guesses.
 *
 * @param number from 1
 * @param name as the device shows it
 * @param source token of the video source
 * @param configuration token of the video source configuration
 * @param main footage of the main stream
 * @param ptz whether it moves
 * @param archive what was recorded of it
 */
record Channel(
        int number, String name, String source, String configuration, Footage main, boolean ptz, Archive archive) {
    /** Token of the PTZ configuration. */
    String ptzConfiguration() {
        return "ptz-" + source;
    }

    String ptzNode() {
        return "node-" + source;
    }

    /** Token of the analytics configuration. */
    String analytics() {
        return "analytics-" + source;
    }

    String metadata() {
        return "metadata-" + source;
    }

    String recording() {
        return "recording-" + source;
    }
}
