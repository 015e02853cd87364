package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.NvrId;

/** Keeps what the digital inputs of recorders are at. Calls return quickly, and throw nothing that matters to the caller. */
interface InputStates {

    /** @param input the device's own id of it; may be one that is not known */
    void changed(NvrId nvr, String input, boolean active);
}
