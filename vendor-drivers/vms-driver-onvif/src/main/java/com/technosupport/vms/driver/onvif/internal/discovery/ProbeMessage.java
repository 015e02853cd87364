package com.technosupport.vms.driver.onvif.internal.discovery;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A Probe (WS-Discovery 2005/04, section 5.2).
 *
 * @param id what answers must relate to
 */
record ProbeMessage(String id, byte[] datagram) {

    static final String ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    static final String DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery";

    /** For the type that every ONVIF camera and encoder has. */
    static ProbeMessage forTransmitters() {
        return of("dn:NetworkVideoTransmitter", "dn", "http://www.onvif.org/ver10/network/wsdl");
    }

    /** For the newer type, which some devices answer alone. */
    static ProbeMessage forDevices() {
        return of("tds:Device", "tds", "http://www.onvif.org/ver10/device/wsdl");
    }

    private static ProbeMessage of(String type, String prefix, String namespace) {
        String id = "urn:uuid:" + UUID.randomUUID();
        String text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope"
                + " xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"" + ADDRESSING + "\"><s:Header>"
                + "<a:Action s:mustUnderstand=\"1\">" + DISCOVERY + "/Probe</a:Action><a:MessageID>" + id
                + "</a:MessageID><a:ReplyTo><a:Address>" + ADDRESSING + "/role/anonymous</a:Address></a:ReplyTo>"
                + "<a:To s:mustUnderstand=\"1\">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header><s:Body>"
                + "<d:Probe xmlns:d=\"" + DISCOVERY + "\"><d:Types xmlns:" + prefix + "=\"" + namespace + "\">" + type
                + "</d:Types></d:Probe></s:Body></s:Envelope>";
        return new ProbeMessage(id, text.getBytes(StandardCharsets.UTF_8));
    }
}
