package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.model.Codec;
import java.util.EnumSet;
import java.util.Set;

/** What sound each way can carry as it is; any other is coded anew as Opus. */
public final class Sounds {

    private static final Set<Codec> WEBRTC = EnumSet.of(Codec.OPUS, Codec.PCMA, Codec.PCMU);
    private static final Set<Codec> MP4 = EnumSet.of(Codec.OPUS, Codec.AAC);

    private Sounds() {}

    public static boolean goByWebRtc(Codec codec) {
        return WEBRTC.contains(codec);
    }

    /** In fragments of MP4, which MSE and HLS both are. */
    public static boolean goByMp4(Codec codec) {
        return MP4.contains(codec);
    }
}
