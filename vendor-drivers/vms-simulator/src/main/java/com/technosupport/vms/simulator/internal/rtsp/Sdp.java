package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.media.Mount;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Descriptions of mounts and archives (RFC 8866, RFC 2326 appendix C).
 *
 * @param name of the device
 * @param address of the device
 */
record Sdp(String name, String address, long sessionId) {
    static final String TRACK = "trackID=1";
    static final String METADATA_TRACK = "trackID=2";
    static final String BACK_TRACK = "trackID=3";

    /** What the device takes to be heard: a section more for who asks for it. */
    static final String BACK_CHANNEL = String.join(
            "\r\n",
            "m=audio 0 RTP/AVP 0 8",
            "a=rtpmap:0 PCMU/8000",
            "a=rtpmap:8 PCMA/8000",
            "a=sendonly",
            "a=control:" + BACK_TRACK,
            "");

    private static final DateTimeFormatter CLOCK_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What a mount plays (RFC 2326 section 3.6 and 3.7). */
    static String range(Mount mount) {
        return mount.replay()
                .map(replay -> "clock=" + CLOCK_TIME.format(replay.from()) + "-" + CLOCK_TIME.format(replay.to()))
                .orElse("npt=now-");
    }

    String describe(Mount mount, boolean metadata) {
        return session(range(mount))
                + video(mount.footage(), "")
                + (metadata
                        ? String.join(
                                "\r\n",
                                "m=application 0 RTP/AVP " + MetadataPlayer.PAYLOAD_TYPE,
                                "a=rtpmap:" + MetadataPlayer.PAYLOAD_TYPE + " vnd.onvif.metadata/" + Mount.CLOCK_RATE,
                                "a=control:" + METADATA_TRACK,
                                "")
                        : "");
    }

    /** An archive names its track, so that clients find it in the recording (ONVIF Streaming Specification, "RTSP describe"). */
    String describe(Archive archive) {
        String range = archive.from().isEmpty()
                ? "npt=now-"
                : ClockRange.text(archive.from().get(), archive.to().orElseThrow());
        return session(range) + video(archive.footage(), "a=x-onvif-track:" + Archive.TRACK + "\r\n");
    }

    private String session(String range) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- " + sessionId + " 1 IN IP4 " + address,
                "s=" + name,
                "c=IN IP4 0.0.0.0",
                "t=0 0",
                "a=control:*",
                "a=range:" + range,
                "a=recvonly",
                "");
    }

    private static String video(Footage footage, String more) {
        return String.join(
                "\r\n",
                "m=video 0 RTP/AVP " + Footage.PAYLOAD_TYPE,
                "b=AS:" + (footage.bitRate() / 1000 + 1),
                "a=rtpmap:" + Footage.PAYLOAD_TYPE + " H264/" + Mount.CLOCK_RATE,
                "a=fmtp:" + Footage.PAYLOAD_TYPE + " packetization-mode=1;profile-level-id=" + footage.profileLevelId()
                        + ";sprop-parameter-sets=" + footage.parameterSets(),
                "a=framerate:" + footage.framesPerSecond(),
                "a=framesize:" + Footage.PAYLOAD_TYPE + " " + footage.width() + "-" + footage.height(),
                more + "a=control:" + TRACK,
                "");
    }
}
