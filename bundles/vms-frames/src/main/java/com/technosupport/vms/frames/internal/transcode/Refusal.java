package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;

/** How a viewer is told that the server has enough to do. */
final class Refusal {

    private Refusal() {}

    static VmsException of(TranscodeSlots slots, TranscodeSlots.Kind kind) {
        int limit = slots.limit(kind);
        String what = kind == TranscodeSlots.Kind.VIDEO ? "" : "the sound of ";
        String sentence = limit == 0
                ? "This server is set up to code " + what + "no streams anew"
                : "This server codes " + what + limit + (limit == 1 ? " stream" : " streams")
                        + " anew at once at most, and does so already";
        return new VmsException(ErrorCode.BUSY, sentence);
    }
}
