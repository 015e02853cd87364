package com.technosupport.vms.web.internal.live;

/** Reaches what only the component runtime calls. */
public final class LiveAccess {

    private LiveAccess() {}

    public static void stop(LiveViews views) {
        views.stop();
    }
}
