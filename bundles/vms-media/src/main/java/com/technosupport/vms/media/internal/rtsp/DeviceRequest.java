package com.technosupport.vms.media.internal.rtsp;

import java.nio.charset.StandardCharsets;

/**
 * The device asks us something (RFC 2326, 10): we are polite, and no more.
 *
 * @param answer to send
 * @param ends whether the session is over by it
 */
record DeviceRequest(byte[] answer, boolean ends) {

    static DeviceRequest of(RtspMessage message) {
        String method = message.method();
        boolean ends = method.equals("TEARDOWN") || method.equals("REDIRECT") || method.equals("ANNOUNCE");
        boolean known = ends
                || switch (method) {
                    case "OPTIONS", "GET_PARAMETER", "SET_PARAMETER" -> true;
                    default -> false;
                };
        String status = known ? "200 OK" : "501 Not Implemented";
        String sequence =
                message.sequence().isPresent() ? "CSeq: " + message.sequence().getAsInt() + "\r\n" : "";
        byte[] answer = ("RTSP/1.0 " + status + "\r\n" + sequence + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return new DeviceRequest(answer, ends);
    }
}
