package com.technosupport.vms.itests.bench;

import java.io.IOException;
import java.net.InetSocketAddress;

/** How a viewer of the load finds a server: by WHEP, or as Janus has it. Safe for use by several threads. */
interface Signalling {

    /** What the server has said in its SDP. */
    record Remote(InetSocketAddress address, String user, String password, String fingerprint) {

        static Remote of(String sdp) throws IOException {
            String candidate = sdp.lines()
                    .filter(line -> line.startsWith("a=candidate:"))
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).contains(" udp ")
                            && !line.split(" ")[4].contains(":"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no candidate in " + sdp));
            String[] parts = candidate.split(" ");
            return new Remote(
                    new InetSocketAddress(parts[4], Integer.parseInt(parts[5])),
                    value(sdp, "ice-ufrag"),
                    value(sdp, "ice-pwd"),
                    value(sdp, "fingerprint"));
        }

        private static String value(String sdp, String name) throws IOException {
            return sdp.lines()
                    .filter(line -> line.startsWith("a=" + name + ":"))
                    .map(line -> line.substring(name.length() + 3).strip())
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + name + " in " + sdp));
        }
    }

    /**
     * Opens a session for a viewer.
     *
     * @param fingerprint of the viewer's certificate, as SDP has it
     * @param own where the viewer is
     */
    Remote open(String user, String password, String fingerprint, InetSocketAddress own)
            throws IOException, InterruptedException;

    /** Whether the server makes checks of its own, and takes no handshake before one was answered. */
    boolean checksBack();

    /** Ends all but the first of the sessions that were opened. */
    void endOthers() throws IOException, InterruptedException;

    /** What a viewer says of itself, as an offer or as an answer. */
    static String sdp(
            String user, String password, String fingerprint, InetSocketAddress own, String setup, String mid) {
        return String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE " + mid,
                "m=video 9 UDP/TLS/RTP/SAVPF 102",
                "c=IN IP4 0.0.0.0",
                "a=mid:" + mid,
                "a=rtpmap:102 H264/90000",
                "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                "a=rtcp-fb:102 nack",
                "a=rtcp-fb:102 nack pli",
                "a=ice-ufrag:" + user,
                "a=ice-pwd:" + password,
                "a=fingerprint:" + fingerprint,
                "a=setup:" + setup,
                "a=recvonly",
                "a=rtcp-mux",
                "a=candidate:1 1 udp 2130706431 " + own.getAddress().getHostAddress() + " " + own.getPort()
                        + " typ host",
                "a=end-of-candidates",
                "");
    }
}
