package com.technosupport.vms.playback.internal.export;

import java.io.IOException;

/** Nobody wants the export any more, or the server stops. */
final class CancelledException extends IOException {

    private static final long serialVersionUID = 1L;

    CancelledException() {
        super("cancelled");
    }
}
