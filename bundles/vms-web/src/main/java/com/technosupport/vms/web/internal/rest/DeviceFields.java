package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads where a device is and how to log in, as clients write it. What is wrong is named, never quoted: it may hold a password. */
final class DeviceFields {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");
    private static final int MAX_OPTIONS = 64;

    private DeviceFields() {}

    /** An address and the login that a stream's URL may carry. */
    record Target(DeviceAddress address, Optional<Credential> credential) {}

    /**
     * @param ip missing where a URL says it
     * @param port missing for the driver's usual one
     */
    static Target target(String ip, Integer port, String xaddr, String streamUrl) {
        new Fields()
                .optional("ip", ip, 255)
                .range("port", port, 1, 65535)
                .optional("xaddr", xaddr, 2048)
                .optional("streamUrl", streamUrl, 2048)
                .require(ip != null || xaddr != null || streamUrl != null, "ip", "is missing")
                .require(xaddr == null || streamUrl == null, "streamUrl", "not together with xaddr")
                .check();
        Optional<URI> endpoint = Optional.empty();
        Optional<Credential> credential = Optional.empty();
        if (xaddr != null) {
            URI uri = uri("xaddr", xaddr);
            new Fields()
                    .require(
                            "http".equals(uri.getScheme()) || "https".equals(uri.getScheme()),
                            "xaddr",
                            "an http address")
                    .require(uri.getRawUserInfo() == null, "xaddr", "without a name and a password")
                    .check();
            endpoint = Optional.of(uri);
        } else if (streamUrl != null) {
            URI uri = uri("streamUrl", streamUrl);
            credential = Optional.ofNullable(uri.getRawUserInfo()).map(DeviceFields::credential);
            endpoint = Optional.of(withoutUserInfo(uri));
        }
        String host = ip == null ? endpoint.orElseThrow().getHost() : ip.strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        new Fields()
                .require(HOST.matcher(host).matches(), "ip", "an address or a host's name")
                .check();
        OptionalInt at = port != null ? OptionalInt.of(port) : OptionalInt.empty();
        if (at.isEmpty() && ip == null && endpoint.orElseThrow().getPort() > 0) {
            at = OptionalInt.of(endpoint.orElseThrow().getPort());
        }
        return new Target(new DeviceAddress(host, at, endpoint), credential);
    }

    /** A name and a password, both or none. */
    static Optional<Credential> credential(String user, String pass) {
        new Fields()
                .optional("user", user, 256)
                .optional("pass", pass, 256)
                .require(pass == null || user != null, "user", "is missing")
                .check();
        return Optional.ofNullable(user).map(name -> new Credential(name, pass == null ? "" : pass));
    }

    static Map<String, String> options(Map<String, String> options) {
        if (options == null) {
            return Map.of();
        }
        Fields fields = new Fields().require(options.size() <= MAX_OPTIONS, "options", "at most " + MAX_OPTIONS);
        options.forEach((key, value) -> fields.required("options", key, 64)
                .require(value != null, "options." + key, "is missing")
                .optional("options." + key, value, 1024));
        fields.check();
        return options;
    }

    private static URI uri(String field, String text) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getScheme() != null && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Its message quotes the address.
        }
        throw new InvalidFieldsException(field, "not a whole address");
    }

    private static Credential credential(String userInfo) {
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new Credential(decode(userInfo), "")
                : new Credential(decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
    }

    /** Unlike in a form, a plus is a plus here. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static URI withoutUserInfo(URI uri) {
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        String rest = (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return URI.create(uri.getScheme() + "://" + host + rest);
    }
}
