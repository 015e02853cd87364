package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads XML that a device sent into a tree, and gives up as soon as it is hostile: at a document type (so no entity is ever
 * defined), at an external reference, and where depth or number of nodes passes a limit, before they take memory.
 */
final class HardenedXml {

    static final int MOST_BYTES = 4 << 20;
    static final int DEEPEST = 64;
    static final int MOST_NODES = 250_000;

    private HardenedXml() {}

    static Document parse(byte[] xml) {
        if (xml.length > MOST_BYTES) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device's XML is larger than allowed");
        }
        try {
            // The JDK's own factories, whatever a container puts in front of them.
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            SAXParser parser = factory.newSAXParser();
            Document document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .newDocument();
            InputSource source = new InputSource(new ByteArrayInputStream(xml));
            parser.parse(source, new TreeBuilder(document));
            return document;
        } catch (SAXException | IOException e) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device sent XML that cannot be read", e);
        } catch (ParserConfigurationException e) {
            throw new VmsException(ErrorCode.INTERNAL, "This Java has no safe XML parser", e);
        }
    }

    /** Builds the tree and counts. */
    private static final class TreeBuilder extends DefaultHandler {

        private final Document document;
        private Node current;
        private int depth;
        private int nodes;

        TreeBuilder(Document document) {
            this.document = document;
            this.current = document;
        }

        @Override
        public void startElement(String namespace, String localName, String name, Attributes attributes)
                throws SAXException {
            count(1 + attributes.getLength());
            if (++depth > DEEPEST) {
                throw new SAXException("nested too deeply");
            }
            Element element = document.createElementNS(namespace.isEmpty() ? null : namespace, name);
            for (int i = 0; i < attributes.getLength(); i++) {
                String uri = attributes.getURI(i);
                element.setAttributeNS(uri.isEmpty() ? null : uri, attributes.getQName(i), attributes.getValue(i));
            }
            current.appendChild(element);
            current = element;
        }

        @Override
        public void endElement(String namespace, String localName, String name) {
            current = current.getParentNode();
            depth--;
        }

        @Override
        public void characters(char[] characters, int start, int length) throws SAXException {
            count(1);
            current.appendChild(document.createTextNode(new String(characters, start, length)));
        }

        @Override
        public InputSource resolveEntity(String publicId, String systemId) throws SAXException {
            throw new SAXException("external reference");
        }

        @Override
        public void skippedEntity(String name) throws SAXException {
            throw new SAXException("undefined entity");
        }

        private void count(int more) throws SAXException {
            nodes += more;
            if (nodes > MOST_NODES) {
                throw new SAXException("too many nodes");
            }
        }
    }
}
