package com.technosupport.vms.simulator.internal.onvif;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Envelopes of SOAP 1.2 with the namespaces of ONVIF.
 *
 * @param odd whether with prefixes that no other device has
 */
record Soap(boolean odd) {
    static final String ENVELOPE = "http://www.w3.org/2003/05/soap-envelope";
    static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    static final String DEVICE = "http://www.onvif.org/ver10/device/wsdl";
    static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";
    static final String PTZ = "http://www.onvif.org/ver20/ptz/wsdl";
    static final String IMAGING = "http://www.onvif.org/ver20/imaging/wsdl";
    static final String EVENTS = "http://www.onvif.org/ver10/events/wsdl";
    static final String DEVICE_IO = "http://www.onvif.org/ver10/deviceIO/wsdl";
    static final String ANALYTICS = "http://www.onvif.org/ver20/analytics/wsdl";
    static final String SEARCH = "http://www.onvif.org/ver10/search/wsdl";
    static final String REPLAY = "http://www.onvif.org/ver10/replay/wsdl";
    static final String RECORDING = "http://www.onvif.org/ver10/recording/wsdl";
    static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    static final String TOPICS = "http://www.onvif.org/ver10/topics";
    static final String NOTIFICATION = "http://docs.oasis-open.org/wsn/b-2";
    /** Where the vendor's own topics live. */
    static final String VENDOR_TOPICS = "http://simulator.technosupport.example/2026/topics";

    static final String TYPE = "application/soap+xml; charset=utf-8";

    private static final Map<String, String> NAMESPACES = Map.ofEntries(
            Map.entry("env", ENVELOPE),
            Map.entry("wsa", ADDRESSING),
            Map.entry("tds", DEVICE),
            Map.entry("trt", MEDIA),
            Map.entry("tr2", MEDIA2),
            Map.entry("tptz", PTZ),
            Map.entry("timg", IMAGING),
            Map.entry("tev", EVENTS),
            Map.entry("tmd", DEVICE_IO),
            Map.entry("tan", ANALYTICS),
            Map.entry("tse", SEARCH),
            Map.entry("trp", REPLAY),
            Map.entry("trc", RECORDING),
            Map.entry("tt", SCHEMA),
            Map.entry("tns1", TOPICS),
            Map.entry("tnsv", VENDOR_TOPICS),
            Map.entry("wsnt", NOTIFICATION),
            Map.entry("wstop", "http://docs.oasis-open.org/wsn/t-1"),
            Map.entry("wsrf-rw", "http://docs.oasis-open.org/wsrf/rw-2"),
            Map.entry("xs", "http://www.w3.org/2001/XMLSchema"),
            Map.entry("ter", "http://www.onvif.org/ver10/error"));
    /** A prefix where one can stand: before a name in a tag, and in what is itself a name (topics, types, fault codes). */
    private static final Pattern PREFIX = Pattern.compile("(?<![\\w:.-])("
            + String.join("|", NAMESPACES.keySet().stream().sorted().toList()) + "):(?=[A-Za-z])");

    /**
     * A request: the envelope, and the element in its body.
     *
     * @param envelope for what stands in the header
     * @param operation the element that names the operation
     */
    record Call(Element envelope, Element operation) {
        String name() {
            return operation.getLocalName();
        }

        String namespace() {
            return Optional.ofNullable(operation.getNamespaceURI()).orElse("");
        }

        /** The text of an argument in the operation's namespace; empty when there is none. */
        String argument(String name) {
            return Xml.text(operation, namespace(), name);
        }

        /** The text of an element of ONVIF's schema, somewhere within the operation. */
        String schema(String name) {
            return Xml.text(operation, SCHEMA, name);
        }

        boolean has(String name) {
            return Xml.find(operation, namespace(), name).isPresent();
        }

        String addressing(String name) {
            return Xml.find(envelope, ENVELOPE, "Header")
                    .map(header -> Xml.text(header, ADDRESSING, name))
                    .orElse("");
        }

        /** A duration; that given when there is none. */
        Duration duration(String name, Duration otherwise) throws OnvifFault {
            String text = argument(name);
            return text.isEmpty() ? otherwise : Soap.duration(text);
        }

        int number(String name, int otherwise) throws OnvifFault {
            String text = argument(name);
            try {
                return text.isEmpty() ? otherwise : Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw OnvifFault.invalid("ter:InvalidArgs", name + " is not a number");
            }
        }
    }

    /** Reads a duration of XML Schema, without years and months. */
    static Duration duration(String text) throws OnvifFault {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw OnvifFault.invalid("ter:InvalidArgs", "Not a duration that is understood");
        }
    }

    static Call read(String body) throws IOException {
        Document document = Xml.parse(body.getBytes(StandardCharsets.UTF_8));
        Element envelope = document.getDocumentElement();
        if (!"Envelope".equals(envelope.getLocalName()) || !ENVELOPE.equals(envelope.getNamespaceURI())) {
            throw new IOException("Not a SOAP 1.2 envelope");
        }
        Element content = Xml.find(envelope, ENVELOPE, "Body").orElseThrow(() -> new IOException("No SOAP body"));
        for (Node node = content.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element operation) {
                return new Call(envelope, operation);
            }
        }
        throw new IOException("An empty SOAP body");
    }

    String envelope(String content) {
        return envelope("", content);
    }

    /** An answer with the header of WS-Addressing. */
    String addressed(Call call, String action, String content) {
        String message = call.addressing("MessageID");
        String relates = message.isEmpty() ? "" : Xml.tag("wsa:RelatesTo", message);
        return envelope(
                Xml.tag("wsa:MessageID", "urn:uuid:" + UUID.randomUUID())
                        + relates
                        + Xml.tag("wsa:To", "http://www.w3.org/2005/08/addressing/anonymous")
                        + Xml.tag("wsa:Action", action),
                content);
    }

    private String envelope(String header, String content) {
        String all = header + content;
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<env:Envelope");
        NAMESPACES.entrySet().stream()
                .filter(namespace -> namespace.getKey().equals("env") || all.contains(namespace.getKey() + ":"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(namespace -> out.append(" xmlns:")
                        .append(namespace.getKey())
                        .append("=\"")
                        .append(namespace.getValue())
                        .append('"'));
        out.append('>');
        if (!header.isEmpty()) {
            out.append("<env:Header>").append(header).append("</env:Header>");
        }
        out.append("<env:Body>").append(content).append("</env:Body></env:Envelope>\n");
        return odd ? withOddPrefixes(out.toString()) : out.toString();
    }

    private static String withOddPrefixes(String envelope) {
        String declared =
                Pattern.compile("xmlns:([a-z0-9-]+)=").matcher(envelope).replaceAll("xmlns:Q-$1.9=");
        return PREFIX.matcher(declared).replaceAll(match -> Matcher.quoteReplacement("Q-" + match.group(1) + ".9:"));
    }

    /** An answer that makes a careless reader open a file and fetch an address. */
    static String withExternalEntities(String envelope, String address) {
        String declaration = "<!DOCTYPE env:Envelope [<!ENTITY file SYSTEM \"file:///etc/hostname\">"
                + "<!ENTITY web SYSTEM \"" + Xml.escape(address) + "\">]>\n<env:Envelope";
        return envelope.replaceFirst("<env:Envelope", Matcher.quoteReplacement(declaration))
                .replace("</env:Body>", "<env:Text>&file;&web;</env:Text></env:Body>");
    }

    String fault(String code, List<String> subcodes, String reason) {
        StringBuilder inner = new StringBuilder();
        for (int i = subcodes.size() - 1; i >= 0; i--) {
            inner.insert(0, "<env:Subcode>" + Xml.tag("env:Value", subcodes.get(i)))
                    .append("</env:Subcode>");
        }
        return envelope("<env:Fault><env:Code><env:Value>env:" + code + "</env:Value>" + inner
                + "</env:Code><env:Reason><env:Text xml:lang=\"en\">" + Xml.escape(reason)
                + "</env:Text></env:Reason></env:Fault>");
    }
}
