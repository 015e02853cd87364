package com.technosupport.vms.onvif.profile.t.internal;

import com.technosupport.vms.api.driver.Elements;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * What a device wants to get back with each call to a subscription, as headers (WS-Addressing 1.0, SOAP Binding, section 3.4). Written
 * anew from what was parsed, so that nothing but elements, attributes and text gets through.
 */
final class ReferenceParameters {

    private static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";
    private static final int LONGEST = 4096;
    private static final int DEEPEST = 8;

    private ReferenceParameters() {}

    static String copy(Element parameters) {
        StringBuilder text = new StringBuilder();
        for (Node node = parameters.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                write(element, text, 0);
            }
        }
        // A device that wants more than that back is not served; it then says what it misses.
        return text.length() > LONGEST ? "" : text.toString();
    }

    private static void write(Element element, StringBuilder text, int depth) {
        if (depth > DEEPEST || text.length() > LONGEST) {
            return;
        }
        String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
        text.append('<').append(element.getLocalName());
        text.append(" xmlns=\"").append(Elements.escape(namespace)).append('"');
        if (depth == 0) {
            text.append(" xmlns:wsa=\"").append(ADDRESSING).append("\" wsa:IsReferenceParameter=\"true\"");
        }
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            if (attribute.getNamespaceURI() == null) {
                text.append(' ').append(attribute.getLocalName());
                text.append("=\"")
                        .append(Elements.escape(attribute.getNodeValue()))
                        .append('"');
            } else if (!XMLNS.equals(attribute.getNamespaceURI()) && !ADDRESSING.equals(attribute.getNamespaceURI())) {
                text.append(" xmlns:a").append(i).append("=\"");
                text.append(Elements.escape(attribute.getNamespaceURI()))
                        .append("\" a")
                        .append(i)
                        .append(':');
                text.append(attribute.getLocalName()).append("=\"");
                text.append(Elements.escape(attribute.getNodeValue())).append('"');
            }
        }
        text.append('>');
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                write(child, text, depth + 1);
            } else if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(Elements.escape(node.getNodeValue()));
            }
        }
        text.append("</").append(element.getLocalName()).append('>');
    }
}
