package com.technosupport.vms.live.webrtc.internal.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.VmsException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What a viewer may offer or answer. See {@code IceFuzzTest} on how it is run. */
class SdpFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void offer(byte[] data) {
        try {
            String answer = Answer.to(new String(data, StandardCharsets.UTF_8), MediaPlan.ofAnything())
                    .write(SdpTest.local());
            // Nothing of theirs may become a line of ours.
            if (!answer.lines().allMatch(line -> line.matches("[vosctma]=[ -~]*"))) {
                throw new IllegalStateException(answer);
            }
        } catch (VmsException refused) {
            // As it should be.
        }
    }

    @FuzzTest(maxDuration = "2m")
    void answer(byte[] data) {
        String sdp = new String(data, StandardCharsets.UTF_8);
        try {
            Offer.readAnswer(sdp, MediaPlan.ofAnything());
        } catch (VmsException refused) {
            // As it should be.
        }
        try {
            Offer.readTalkAnswer(sdp, Set.of(Codec.PCMU, Codec.PCMA));
        } catch (VmsException refused) {
            // As it should be.
        }
    }
}
