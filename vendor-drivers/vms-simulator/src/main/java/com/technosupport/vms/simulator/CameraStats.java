package com.technosupport.vms.simulator;

/**
 * What a simulated camera has done since it started.
 *
 * @param rtspConnections RTSP connections open now
 * @param players sessions that play now
 * @param rtpPackets RTP packets handed to clients' sockets or queues
 * @param rtpBytes their bytes, with RTP headers, without framing
 * @param framesDropped pictures not sent to a client because it read too slowly
 * @param packetsLost RTP packets left out over UDP, by {@link Fault#PACKET_LOSS} or a full socket
 * @param clientsDropped clients disconnected because they did not read at all, or were silent for longer than the session's time-out
 * @param requests RTSP and HTTP requests read
 * @param refused requests refused for their credentials
 */
public record CameraStats(
        int rtspConnections,
        int players,
        long rtpPackets,
        long rtpBytes,
        long framesDropped,
        long packetsLost,
        long clientsDropped,
        long requests,
        long refused) {}
