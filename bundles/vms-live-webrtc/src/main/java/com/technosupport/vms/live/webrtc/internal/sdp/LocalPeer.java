package com.technosupport.vms.live.webrtc.internal.sdp;

import com.technosupport.vms.live.webrtc.internal.dtls.Fingerprint;
import com.technosupport.vms.live.webrtc.internal.ice.IceCredentials;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * What our own SDP tells of us.
 *
 * @param id of the session, for the {@code o=} line; not negative
 * @param addresses to tell, best first
 * @param port of UDP and TCP
 * @param ssrc of our video
 * @param soundSsrc of our sound
 * @param name groups what belongs together: RTCP's CNAME and the media stream's id
 */
public record LocalPeer(
        long id,
        IceCredentials credentials,
        Fingerprint fingerprint,
        List<InetAddress> addresses,
        int port,
        int ssrc,
        int soundSsrc,
        String name) {

    public LocalPeer {
        addresses = List.copyOf(addresses);
    }

    /** The lines of the session; {@code bundle} may be empty. */
    void writeSession(StringBuilder sdp, String bundle) {
        line(sdp, "v=0");
        line(sdp, "o=- " + id + " 1 IN IP4 127.0.0.1");
        line(sdp, "s=-");
        line(sdp, "t=0 0");
        line(sdp, "a=ice-lite");
        if (!bundle.isEmpty()) {
            line(sdp, "a=group:BUNDLE " + bundle);
        }
        line(sdp, "a=msid-semantic: WMS " + name);
    }

    /** ICE, DTLS and the candidates. */
    void writeTransport(StringBuilder sdp, String setup) {
        line(sdp, "a=ice-ufrag:" + credentials.fragment());
        line(sdp, "a=ice-pwd:" + credentials.password());
        line(sdp, "a=fingerprint:" + fingerprint.sdp());
        line(sdp, "a=setup:" + setup);
        int foundation = 1;
        for (int i = 0; i < addresses.size(); i++) {
            long preference = Math.max(0, 0xffff - i);
            // RFC 8445, section 5.1.2.1: host candidates, UDP first; TCP with RFC 6544's direction preference for
            // passive.
            candidate(sdp, foundation++, "udp", 126L << 24 | preference << 8 | 255, addresses.get(i), "");
        }
        for (int i = 0; i < addresses.size(); i++) {
            long preference = 4L << 13 | Math.max(0, 0x1fff - i);
            candidate(
                    sdp, foundation++, "tcp", 90L << 24 | preference << 8 | 255, addresses.get(i), " tcptype passive");
        }
        line(sdp, "a=end-of-candidates");
    }

    private void candidate(
            StringBuilder sdp, int foundation, String transport, long priority, InetAddress address, String suffix) {
        line(
                sdp,
                "a=candidate:" + foundation + " 1 " + transport + " " + priority + " " + address.getHostAddress() + " "
                        + port + " typ host" + suffix);
    }

    /** Where media would go without ICE: the best candidate (RFC 8839, section 4.2.1.2). */
    String connection() {
        if (addresses.isEmpty()) {
            return "IN IP4 0.0.0.0";
        }
        InetAddress best = addresses.get(0);
        return (best instanceof Inet6Address ? "IN IP6 " : "IN IP4 ") + best.getHostAddress();
    }

    /** A source of ours; all of a session belong to one media stream, which lets a player keep them in step. */
    void writeSource(StringBuilder sdp, String track, int source) {
        String number = Integer.toUnsignedString(source);
        line(sdp, "a=msid:" + name + " " + track);
        line(sdp, "a=ssrc:" + number + " cname:" + name);
        line(sdp, "a=ssrc:" + number + " msid:" + name + " " + track);
    }

    static void line(StringBuilder sdp, String text) {
        sdp.append(text).append("\r\n");
    }
}
