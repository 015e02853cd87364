package com.technosupport.vms.driver.onvif.internal.discovery;

import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.driver.onvif.internal.Scopes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads what came back on a Probe. Anybody may send it, so everything is bounded and nothing of it is believed. */
final class ProbeMatches {

    private static final int MOST_MATCHES = 32;
    private static final int MOST_XADDRS = 16;
    private static final int MOST_SCOPES = 64;
    private static final int LONGEST = 256;
    private static final int LONGEST_NAME = 128;

    private ProbeMatches() {}

    /**
     * The devices in a datagram; none when it is no answer to one of our Probes, or not of ONVIF.
     *
     * @param ip the address that it came from
     * @param asked ids of our Probes
     */
    static List<DiscoveredDevice> read(byte[] datagram, String ip, Set<String> asked) {
        Element envelope;
        try {
            envelope = parser().parse(new ByteArrayInputStream(datagram)).getDocumentElement();
        } catch (SAXException | IOException e) {
            return List.of();
        }
        if (!asked.contains(Elements.text(envelope, "Header", "RelatesTo"))) {
            return List.of();
        }
        List<DiscoveredDevice> devices = new ArrayList<>();
        Elements.find(envelope, "Body", "ProbeMatches")
                .map(matches -> Elements.children(matches, "ProbeMatch"))
                .orElse(List.of())
                .stream()
                .limit(MOST_MATCHES)
                .forEach(match -> device(match, ip).ifPresent(devices::add));
        return devices;
    }

    private static Optional<DiscoveredDevice> device(Element match, String ip) {
        List<String> scopes = words(Elements.text(match, "Scopes"), MOST_SCOPES);
        boolean onvif = Elements.text(match, "Types").contains("NetworkVideoTransmitter")
                || scopes.stream().anyMatch(scope -> scope.startsWith("onvif://"));
        List<URI> xaddrs = words(Elements.text(match, "XAddrs"), MOST_XADDRS).stream()
                .flatMap(word -> address(word).stream())
                // What is at the address that answered comes first: devices list other interfaces, too.
                .sorted(Comparator.comparing((URI uri) -> !ip.equals(uri.getHost())))
                .toList();
        if (!onvif || xaddrs.isEmpty()) {
            return Optional.empty();
        }
        URI best = xaddrs.get(0);
        if (!ip.equals(best.getHost())) {
            // Only addresses of other networks: the same path at the address that answered is what can be reached.
            best = URI.create(best.getScheme() + "://" + ip + (best.getPort() > 0 ? ":" + best.getPort() : "")
                    + (best.getRawPath() == null ? "" : best.getRawPath()));
            xaddrs = java.util.stream.Stream.concat(java.util.stream.Stream.of(best), xaddrs.stream())
                    .toList();
        }
        int usual = best.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return Optional.of(new DiscoveredDevice(
                ip,
                best.getPort() > 0 ? best.getPort() : usual,
                xaddrs,
                scopes,
                scope(scopes, "name"),
                scope(scopes, "hardware"),
                OnvifDriver.ID));
    }

    private static String scope(List<String> scopes, String category) {
        return scopes.stream()
                .flatMap(scope -> Scopes.value(scope, category).stream())
                .findFirst()
                .map(value -> Elements.shown(value, LONGEST_NAME))
                .orElse("");
    }

    private static List<String> words(String text, int most) {
        return java.util.Arrays.stream(text.split("\\s+"))
                .filter(word -> !word.isEmpty() && word.length() <= LONGEST)
                .limit(most)
                .toList();
    }

    private static Optional<URI> address(String word) {
        try {
            URI uri = URI.create(word);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getPort() <= 65535
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A datagram is small, so no more than the document type has to be refused. */
    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The usual one writes to the standard error stream.
            builder.setErrorHandler(new Silent());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Silent implements ErrorHandler {

        @Override
        public void warning(SAXParseException exception) {
            // Of no interest.
        }

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }
}
