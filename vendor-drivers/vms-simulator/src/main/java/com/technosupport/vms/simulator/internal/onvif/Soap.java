package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.internal.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Envelopes of SOAP 1.2, and the faults that ONVIF devices answer (ONVIF Core Specification, "Fault handling"). */
final class Soap {
    static final String ENVELOPE = "http://www.w3.org/2003/05/soap-envelope";
    static final String DEVICE = "http://www.onvif.org/ver10/device/wsdl";
    static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    static final String TYPE = "application/soap+xml; charset=utf-8";

    private static final String START =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<env:Envelope xmlns:env=\"" + ENVELOPE
                    + "\" xmlns:tds=\"" + DEVICE + "\" xmlns:trt=\"" + MEDIA
                    + "\" xmlns:tt=\"http://www.onvif.org/ver10/schema\" xmlns:ter=\"http://www.onvif.org/ver10/error\">"
                    + "<env:Body>";
    private static final String END = "</env:Body></env:Envelope>\n";

    private Soap() {}

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

        /** The text of an argument, in whatever namespace. */
        String argument(String name) {
            return Xml.text(operation, operation.getNamespaceURI(), name);
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

    static String envelope(String content) {
        return START + content + END;
    }

    /** An answer that makes a careless reader open a file and fetch an address. */
    static String withExternalEntities(String envelope, String address) {
        String declaration = "<!DOCTYPE env:Envelope [<!ENTITY file SYSTEM \"file:///etc/hostname\">"
                + "<!ENTITY web SYSTEM \"" + Xml.escape(address) + "\">]>\n<env:Envelope";
        return envelope.replaceFirst("<env:Envelope", java.util.regex.Matcher.quoteReplacement(declaration))
                .replace("</env:Body>", "<env:Text>&file;&web;</env:Text></env:Body>");
    }

    /** The caller may not do this; with challenges when it may try over HTTP. */
    static Response notAuthorized(List<String> challenges) {
        String fault = fault("Sender", "ter:NotAuthorized", "", "Sender not Authorized");
        return challenges.isEmpty() ? Response.text(400, TYPE, fault) : Response.unauthorized(challenges, TYPE, fault);
    }

    static Response notWellFormed() {
        return Response.text(400, TYPE, fault("Sender", "ter:WellFormed", "", "Well-formed Error"));
    }

    static Response invalid(String subcode, String reason) {
        return Response.text(400, TYPE, fault("Sender", "ter:InvalidArgVal", subcode, reason));
    }

    static Response notSupported() {
        return Response.text(
                500, TYPE, fault("Receiver", "ter:ActionNotSupported", "", "Optional Action Not Implemented"));
    }

    private static String fault(String code, String subcode, String detail, String reason) {
        String inner = detail.isEmpty() ? "" : "<env:Subcode><env:Value>" + detail + "</env:Value></env:Subcode>";
        return envelope("<env:Fault><env:Code><env:Value>env:" + code + "</env:Value><env:Subcode><env:Value>" + subcode
                + "</env:Value>" + inner + "</env:Subcode></env:Code><env:Reason><env:Text xml:lang=\"en\">" + reason
                + "</env:Text></env:Reason></env:Fault>");
    }
}
