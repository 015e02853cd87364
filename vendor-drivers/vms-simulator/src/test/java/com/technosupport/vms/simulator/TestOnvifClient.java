package com.technosupport.vms.simulator;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Asks an ONVIF device with envelopes written by hand after the specifications, and looks at the answers with XPath. */
final class TestOnvifClient {
    static final String NAMESPACES = " xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\""
            + " xmlns:trt=\"http://www.onvif.org/ver10/media/wsdl\" xmlns:tr2=\"http://www.onvif.org/ver20/media/wsdl\""
            + " xmlns:tptz=\"http://www.onvif.org/ver20/ptz/wsdl\" xmlns:timg=\"http://www.onvif.org/ver20/imaging/wsdl\""
            + " xmlns:tev=\"http://www.onvif.org/ver10/events/wsdl\""
            + " xmlns:tmd=\"http://www.onvif.org/ver10/deviceIO/wsdl\""
            + " xmlns:tan=\"http://www.onvif.org/ver20/analytics/wsdl\""
            + " xmlns:tse=\"http://www.onvif.org/ver10/search/wsdl\" xmlns:trp=\"http://www.onvif.org/ver10/replay/wsdl\""
            + " xmlns:trc=\"http://www.onvif.org/ver10/recording/wsdl\" xmlns:tt=\"http://www.onvif.org/ver10/schema\""
            + " xmlns:wsnt=\"http://docs.oasis-open.org/wsn/b-2\" xmlns:tns1=\"http://www.onvif.org/ver10/topics\""
            + " xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"";
    private static final String SECURITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final String UTILITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private static final String DIGEST =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String password = "secret";
    private Duration skew = Duration.ZERO;

    /** An answer. XPath goes by local names, for prefixes are the device's business. */
    record Answer(int status, String body, Document document) {
        String text(String path) {
            try {
                return (String) xpath().evaluate(local(path), document, XPathConstants.STRING);
            } catch (javax.xml.xpath.XPathExpressionException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        List<String> texts(String path) {
            try {
                NodeList nodes = (NodeList) xpath().evaluate(local(path), document, XPathConstants.NODESET);
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < nodes.getLength(); i++) {
                    texts.add(nodes.item(i).getTextContent());
                }
                return texts;
            } catch (javax.xml.xpath.XPathExpressionException e) {
                throw new IllegalArgumentException(path, e);
            }
        }

        private static XPath xpath() {
            return XPathFactory.newInstance().newXPath();
        }

        /** {@code //Name} becomes a test of the local name. */
        private static String local(String path) {
            return path.replaceAll("(?<=/)([A-Za-z][A-Za-z0-9]*)", "*[local-name()='$1']");
        }
    }

    TestOnvifClient password(String other) {
        password = other;
        return this;
    }

    TestOnvifClient skew(Duration ahead) {
        skew = ahead;
        return this;
    }

    HttpClient http() {
        return http;
    }

    /** Asks with a UsernameToken. */
    Answer ask(URI service, String body) throws Exception {
        return send(service, token(), body);
    }

    Answer ask(URI service, String header, String body) throws Exception {
        return send(service, token() + header, body);
    }

    Answer send(URI service, String header, String body) throws Exception {
        String envelope = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"" + NAMESPACES + "><s:Header>"
                + header + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
        HttpRequest request = HttpRequest.newBuilder(service)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/soap+xml; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), parse(response.body()));
    }

    private static Document parse(String body) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        try {
            return builder.parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        } catch (org.xml.sax.SAXException e) {
            return null;
        }
    }

    private String token() throws Exception {
        String created = Instant.now().plus(skew).toString();
        byte[] nonce = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(nonce);
        sha1.update(created.getBytes(StandardCharsets.UTF_8));
        byte[] digest = sha1.digest(password.getBytes(StandardCharsets.UTF_8));
        Base64.Encoder base64 = Base64.getEncoder();
        return "<w:Security xmlns:w=\"" + SECURITY
                + "\"><w:UsernameToken><w:Username>admin</w:Username><w:Password Type=\""
                + DIGEST + "\">" + base64.encodeToString(digest) + "</w:Password><w:Nonce>"
                + base64.encodeToString(nonce) + "</w:Nonce><u:Created xmlns:u=\"" + UTILITY + "\">" + created
                + "</u:Created></w:UsernameToken></w:Security>";
    }

    /** The address of a service, as GetServices tells it. */
    URI service(SimulatedCamera camera, String namespace) throws Exception {
        Answer answer = ask(
                camera.deviceService(),
                "<tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices>");
        int index = answer.texts("//Service/Namespace").indexOf(namespace);
        return URI.create(answer.texts("//Service/XAddr").get(index));
    }
}
