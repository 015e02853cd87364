package com.technosupport.vms.live.webrtc.internal.sdp;

import static com.technosupport.vms.live.webrtc.internal.sdp.LocalPeer.line;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;

/** Our offer of one video, and the reading of the answer to it. */
public final class Offer {

    /** Any dynamic number will do; the viewer's answer repeats it. */
    private static final int PAYLOAD_TYPE = 102;

    private static final int PLAYOUT_DELAY_EXTENSION = 1;
    private static final String MID = "0";

    private Offer() {}

    /**
     * One video to send. It says the same of every H.264 stream (see {@link H264Payload#PROFILE}), so it can be made before the
     * stream's first packet.
     */
    public static String write(LocalPeer local) {
        StringBuilder sdp = new StringBuilder(1500);
        local.writeSession(sdp, MID);
        line(sdp, "m=video " + local.port() + " UDP/TLS/RTP/SAVPF " + PAYLOAD_TYPE);
        line(sdp, "c=" + local.connection());
        line(sdp, "a=mid:" + MID);
        line(sdp, "a=sendonly");
        line(sdp, "a=rtcp-mux");
        line(sdp, "a=rtcp-rsize");
        // We only ever are the server of DTLS, but an offer has to leave the choice (RFC 8842, section 5.2).
        local.writeTransport(sdp, "actpass");
        line(sdp, "a=extmap:" + PLAYOUT_DELAY_EXTENSION + " " + RemotePeer.PLAYOUT_DELAY);
        line(sdp, "a=rtpmap:" + PAYLOAD_TYPE + " H264/90000");
        line(sdp, "a=fmtp:" + PAYLOAD_TYPE + " " + H264Payload.PARAMETERS);
        line(sdp, "a=rtcp-fb:" + PAYLOAD_TYPE + " nack");
        line(sdp, "a=rtcp-fb:" + PAYLOAD_TYPE + " nack pli");
        line(sdp, "a=rtcp-fb:" + PAYLOAD_TYPE + " ccm fir");
        local.writeSource(sdp);
        return sdp.toString();
    }

    /**
     * Reads the viewer's answer.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when it is no SDP, or does not take the video
     */
    public static RemotePeer readAnswer(String sdp) {
        SessionDescription answer = SessionDescription.parse(sdp);
        if (answer.media().size() != 1) {
            throw SessionDescription.invalid("The answer does not have the one media section of the offer");
        }
        MediaSection section = answer.media().get(0);
        boolean taken = section.kind().equals("video")
                && !section.refused()
                && section.receives(answer)
                && section.formats().contains(String.valueOf(PAYLOAD_TYPE));
        if (!taken) {
            throw SessionDescription.invalid("The viewer's answer does not take H.264 video");
        }
        if (answer.effective(section, "setup").orElse("active").equals("passive")) {
            throw SessionDescription.invalid(
                    "The viewer wants this server to open the DTLS connection, which it does not");
        }
        return RemotePeer.of(answer, section, PAYLOAD_TYPE, "");
    }
}
