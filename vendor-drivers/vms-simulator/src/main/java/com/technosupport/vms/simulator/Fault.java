package com.technosupport.vms.simulator;

/**
 * What a simulated camera can be told to do wrong. Several faults may be on at once; each acts from the next request, packet or
 * connection on.
 */
public enum Fault {
    /** Refuses every password: 401 over RTSP and HTTP, {@code ter:NotAuthorized} over ONVIF. */
    WRONG_PASSWORD(0),
    /**
     * Says that the account is locked, whatever the password: HTTP 403, and 401 over RTSP. The fault ends by itself after some seconds
     * (the amount); 0 is for ever.
     */
    ACCOUNT_LOCKED(0),
    /** Takes connections and requests, never answers one. Media that plays already goes on. */
    SILENT(0),
    /** Answers each request late; the amount is in seconds. */
    SLOW(5),
    /** Closes an RTSP connection after a number of media packets (the amount), and HTTP connections in mid-answer. */
    DROP_CONNECTION(100),
    /** Damages bytes in a share (the amount, 0 to 1) of RTP payloads. */
    CORRUPT_PACKETS(0.05),
    /** Does not send a share (the amount, 0 to 1) of RTP packets over UDP. */
    PACKET_LOSS(0.05),
    /** Answers RTSP requests with bytes that are no RTSP. */
    GARBAGE_RTSP(0),
    /** Answers DESCRIBE with 200 and a body that is no SDP. */
    GARBAGE_SDP(0),
    /** Answers every HTTP request with 200 and an HTML page. */
    HTML(0),
    /** Answers ONVIF requests with XML that declares an external entity. */
    XXE(0),
    /** Keeps RTSP connections and answers requests, but sends no media. */
    FREEZE(0),
    /** Answers HTTP requests with a body that never ends. */
    ENDLESS(0),
    /** Drops all connections at once, and is back after some seconds (the amount); the fault then ends by itself. */
    REBOOT(5);

    private final double defaultAmount;

    Fault(double defaultAmount) {
        this.defaultAmount = defaultAmount;
    }

    /** How much of it when nothing else is said: seconds, packets or a share, as each fault says; 0 where it has no measure. */
    public double defaultAmount() {
        return defaultAmount;
    }
}
