package com.technosupport.vms.simulator.internal.isapi;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import com.technosupport.vms.simulator.internal.onvif.Xml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** XML as ISAPI writes and reads it. The namespace is the firmware's whim, so names alone count. */
final class IsapiXml {
    private static final String HIKVISION = "http://www.hikvision.com/ver20/XMLSchema";
    private static final Pattern TAG = Pattern.compile("<(/?)([A-Za-z])");
    private static final Pattern ROOT = Pattern.compile("^<([A-Za-z:]+)");

    private IsapiXml() {}

    /** A document of a root element written without a namespace. */
    static String document(NvrState state, String root) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\r\n" + inNamespace(state, root) + "\r\n";
    }

    private static String inNamespace(NvrState state, String root) {
        if (state.has(NvrQuirk.NO_NAMESPACE)) {
            return root;
        }
        if (state.has(NvrQuirk.PREFIXED_NAMESPACE)) {
            String prefixed = TAG.matcher(root).replaceAll("<$1hik:$2");
            return ROOT.matcher(prefixed).replaceFirst("<$1 xmlns:hik=\"" + HIKVISION + "\"");
        }
        return ROOT.matcher(root).replaceFirst("<$1 xmlns=\"" + namespace(state) + "\"");
    }

    private static String namespace(NvrState state) {
        if (state.has(NvrQuirk.NAMESPACE_ISAPI)) {
            return "http://www.isapi.org/ver20/XMLSchema";
        }
        return state.has(NvrQuirk.NAMESPACE_PSIA) ? "urn:psialliance-org" : HIKVISION;
    }

    /** An element with text in it. */
    static String element(String name, Object text) {
        return "<" + name + ">" + escape(String.valueOf(text)) + "</" + name + ">\r\n";
    }

    /** An element with elements in it. */
    static String parent(String name, String... children) {
        return "<" + name + ">\r\n" + String.join("", children) + "</" + name + ">\r\n";
    }

    /** A root element, or one that stands in a list of its like, with the version attribute that those carry. */
    static String versioned(String name, String... children) {
        return "<" + name + " version=\"2.0\">\r\n" + String.join("", children) + "</" + name + ">";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;");
    }

    static Document parse(String text) throws IOException {
        return Xml.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text of the first element of a name, without space around it; empty when there is none. */
    static String text(Document document, String name) {
        List<String> all = texts(document, name);
        return all.isEmpty() ? "" : all.get(0);
    }

    /** The texts of all elements of a name, in document order. */
    static List<String> texts(Document document, String name) {
        NodeList found = document.getElementsByTagNameNS("*", name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(((Element) found.item(i)).getTextContent().strip());
        }
        return texts;
    }
}
