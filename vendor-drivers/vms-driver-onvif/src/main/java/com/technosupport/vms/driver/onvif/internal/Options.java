package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.RtspOptions;
import java.util.List;

/** The settings that a user may give for a camera of this driver; the profiles read theirs by these keys, too. */
final class Options {

    static final String MAIN_PROFILE = "mainProfile";
    static final String SUB_PROFILE = "subProfile";
    static final String EVENT_WAIT = "eventWaitSeconds";
    static final String EVENT_LIFE = "eventLifeSeconds";
    static final String EVENTS = "events";

    static final List<DriverOption> ALL = List.of(
            RtspOptions.TRANSPORT,
            new DriverOption(
                    MAIN_PROFILE,
                    "Main profile",
                    "Token of the media profile for the main stream; the largest H.264 profile if empty.",
                    List.of(),
                    ""),
            new DriverOption(
                    SUB_PROFILE,
                    "Sub-stream profile",
                    "Token of the media profile for the smaller stream; a smaller profile if empty.",
                    List.of(),
                    ""),
            RtspOptions.PORT,
            new DriverOption(
                    EVENT_WAIT,
                    "Event wait",
                    "For how many seconds (1 to 60) the device holds back its answer while there is no event.",
                    List.of(),
                    "10"),
            new DriverOption(
                    EVENT_LIFE,
                    "Event subscription",
                    "For how many seconds (10 to 3600) the device is asked to keep a subscription that is not renewed.",
                    List.of(),
                    "60"),
            new DriverOption(
                    EVENTS,
                    "Events",
                    "How the device tells of events: by being asked (pull point), or with its metadata stream; automatic takes the"
                            + " stream where there is no event service.",
                    List.of("automatic", "pullpoint", "metadata"),
                    "automatic"));

    private Options() {}
}
