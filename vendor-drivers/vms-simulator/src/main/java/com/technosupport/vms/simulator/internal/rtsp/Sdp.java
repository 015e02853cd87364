package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.media.Mount;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The description of a mount (RFC 8866, RFC 2326 appendix C). */
final class Sdp {
    static final String TRACK = "trackID=1";

    private static final DateTimeFormatter CLOCK_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Sdp() {}

    /** What a mount plays (RFC 2326 section 3.6 and 3.7). */
    static String range(Mount mount) {
        return mount.replay()
                .map(replay -> "clock=" + CLOCK_TIME.format(replay.from()) + "-" + CLOCK_TIME.format(replay.to()))
                .orElse("npt=now-");
    }

    static String describe(String camera, String address, Mount mount, long sessionId) {
        Footage footage = mount.footage();
        return String.join(
                "\r\n",
                "v=0",
                "o=- " + sessionId + " 1 IN IP4 " + address,
                "s=" + camera,
                "c=IN IP4 0.0.0.0",
                "t=0 0",
                "a=control:*",
                "a=range:" + range(mount),
                "a=recvonly",
                "m=video 0 RTP/AVP " + Footage.PAYLOAD_TYPE,
                "b=AS:" + (footage.bitRate() / 1000 + 1),
                "a=rtpmap:" + Footage.PAYLOAD_TYPE + " H264/" + Mount.CLOCK_RATE,
                "a=fmtp:" + Footage.PAYLOAD_TYPE + " packetization-mode=1;profile-level-id=" + footage.profileLevelId()
                        + ";sprop-parameter-sets=" + footage.parameterSets(),
                "a=framerate:" + footage.framesPerSecond(),
                "a=framesize:" + Footage.PAYLOAD_TYPE + " " + footage.width() + "-" + footage.height(),
                "a=control:" + TRACK,
                "");
    }
}
