package com.technosupport.vms.simulator.internal.onvif;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads small XML documents from strangers: no DOCTYPE, no entities, nothing fetched. */
public final class Xml {
    private static final DocumentBuilderFactory FACTORY = factory();

    private Xml() {}

    private static DocumentBuilderFactory factory() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            return factory;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Parses a document, or says in an exception that it is none. */
    public static Document parse(byte[] bytes) throws IOException {
        try {
            DocumentBuilder builder;
            synchronized (FACTORY) {
                builder = FACTORY.newDocumentBuilder();
            }
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(bytes));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("Not well-formed XML without DOCTYPE", e);
        }
    }

    /** The first element with that name anywhere below, in document order. */
    public static Optional<Element> find(Node below, String namespace, String name) {
        for (Node node = below.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                if (name.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI())) {
                    return Optional.of(element);
                }
                Optional<Element> deeper = find(element, namespace, name);
                if (deeper.isPresent()) {
                    return deeper;
                }
            }
        }
        return Optional.empty();
    }

    /** The text of the first element with that name, without the space around it; empty when there is none. */
    public static String text(Node below, String namespace, String name) {
        return find(below, namespace, name)
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    /** All elements with that name that are children of another, in document order. */
    public static List<Element> children(Node parent, String namespace, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element
                    && name.equals(element.getLocalName())
                    && namespace.equals(element.getNamespaceURI())) {
                children.add(element);
            }
        }
        return children;
    }

    /** An element with text. */
    public static String tag(String name, Object text) {
        return "<" + name + ">" + escape(String.valueOf(text)) + "</" + name + ">";
    }

    /** An element around others. */
    public static String wrap(String name, String content) {
        return "<" + name + ">" + content + "</" + name + ">";
    }

    /** Text made safe to stand in an element or a quoted attribute. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
