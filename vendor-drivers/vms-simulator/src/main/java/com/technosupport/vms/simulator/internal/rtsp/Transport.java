package com.technosupport.vms.simulator.internal.rtsp;

import java.util.Locale;
import java.util.Optional;

/**
 * How a client wants its media (RFC 2326 section 12.39): interleaved on the connection, or over UDP to two of its ports. A
 * {@code destination} is not obeyed: media goes to where the request came from, and nowhere else.
 *
 * @param interleaved whether over TCP
 * @param rtp channel or port of RTP
 * @param rtcp channel or port of RTCP
 */
record Transport(boolean interleaved, int rtp, int rtcp) {

    /** The first of the offered transports that this server has. */
    static Optional<Transport> choose(String header) {
        for (String offer : header.split(",")) {
            Optional<Transport> transport = parse(offer.trim());
            if (transport.isPresent()) {
                return transport;
            }
        }
        return Optional.empty();
    }

    private static Optional<Transport> parse(String offer) {
        String[] parts = offer.split(";");
        String protocol = parts[0].trim().toUpperCase(Locale.ROOT);
        boolean tcp = protocol.equals("RTP/AVP/TCP");
        boolean udp = protocol.equals("RTP/AVP") || protocol.equals("RTP/AVP/UDP");
        Optional<int[]> pair = tcp ? Optional.of(new int[] {0, 1}) : Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].trim();
            if (part.equalsIgnoreCase("multicast")) {
                return Optional.empty();
            }
            String name = tcp ? "interleaved=" : "client_port=";
            if (part.toLowerCase(Locale.ROOT).startsWith(name)) {
                pair = pair(part.substring(name.length()), tcp ? 0 : 1, tcp ? 255 : 65535);
            }
        }
        if (!tcp && !udp) {
            return Optional.empty();
        }
        return pair.map(numbers -> new Transport(tcp, numbers[0], numbers[1]));
    }

    private static Optional<int[]> pair(String text, int lowest, int highest) {
        try {
            String[] ends = text.trim().split("-");
            int first = Integer.parseInt(ends[0].trim());
            int second = ends.length > 1 ? Integer.parseInt(ends[1].trim()) : first + 1;
            if (first < lowest || second > highest || second <= first) {
                return Optional.empty();
            }
            return Optional.of(new int[] {first, second});
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
