package com.technosupport.vms.simulator.internal.discovery;

import com.technosupport.vms.simulator.internal.onvif.Xml;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A Probe of WS-Discovery (2005/04, section 5) as ONVIF uses it.
 *
 * @param messageId what the answer relates to
 * @param types local names of the types sought; none means any
 * @param scopes the scopes sought, all of which must match; none means any
 */
record ProbeMessage(String messageId, List<String> types, List<String> scopes) {
    private static final String ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private static final String DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final List<String> OUR_TYPES = List.of("NetworkVideoTransmitter", "Device");

    /** Reads a datagram; nothing when it is something else than a Probe. */
    static Optional<ProbeMessage> read(byte[] datagram) {
        try {
            Document document = Xml.parse(datagram);
            Optional<Element> probe = Xml.find(document.getDocumentElement(), DISCOVERY, "Probe");
            String id = Xml.text(document.getDocumentElement(), ADDRESSING, "MessageID");
            if (probe.isEmpty() || id.isEmpty()) {
                return Optional.empty();
            }
            List<String> types = words(Xml.text(probe.get(), DISCOVERY, "Types")).stream()
                    .map(type -> type.substring(type.indexOf(':') + 1))
                    .toList();
            return Optional.of(new ProbeMessage(id, types, words(Xml.text(probe.get(), DISCOVERY, "Scopes"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(SPACE.split(text));
    }

    /** Whether a device with these scopes is sought: a scope matches those that continue it by a whole segment. */
    boolean seeks(List<String> deviceScopes) {
        return OUR_TYPES.containsAll(types)
                && scopes.stream()
                        .allMatch(sought -> deviceScopes.stream()
                                .anyMatch(scope -> scope.equals(sought)
                                        || scope.startsWith(sought.endsWith("/") ? sought : sought + "/")));
    }

    /** An answer that grows a billionfold in a reader that takes document types. */
    static String withNestedEntities(String match) {
        StringBuilder type = new StringBuilder("<!DOCTYPE env:Envelope [<!ENTITY a0 \"aaaaaaaaaa\">");
        for (int i = 1; i < 9; i++) {
            type.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return match.replaceFirst("<env:Envelope", type + "]>\n<env:Envelope")
                .replaceFirst("</d:Scopes>", " &a8;</d:Scopes>");
    }

    /** The answer for one device (section 5.3). */
    String match(UUID endpoint, List<String> deviceScopes, String address) {
        String anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<env:Envelope xmlns:env=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:wsa=\"" + ADDRESSING
                + "\" xmlns:d=\"" + DISCOVERY + "\" xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\""
                + " xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\"><env:Header><wsa:MessageID>urn:uuid:"
                + UUID.randomUUID() + "</wsa:MessageID><wsa:RelatesTo>" + Xml.escape(messageId)
                + "</wsa:RelatesTo><wsa:To>" + anonymous + "</wsa:To><wsa:Action>" + DISCOVERY
                + "/ProbeMatches</wsa:Action></env:Header><env:Body><d:ProbeMatches><d:ProbeMatch>"
                + "<wsa:EndpointReference><wsa:Address>urn:uuid:" + endpoint
                + "</wsa:Address></wsa:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>"
                + "<d:Scopes>" + Xml.escape(String.join(" ", deviceScopes)) + "</d:Scopes><d:XAddrs>"
                + Xml.escape(address) + "</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>"
                + "</d:ProbeMatches></env:Body></env:Envelope>\n";
    }
}
