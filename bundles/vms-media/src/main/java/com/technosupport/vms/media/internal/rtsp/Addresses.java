package com.technosupport.vms.media.internal.rtsp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Which address each request names (RFC 2326, C.1.1). As other clients do, and cameras expect, a relative control is hung onto the
 * base behind a slash, not resolved: bases such as {@code /cam/realmonitor?channel=1&subtype=0} would break. Whatever host a
 * device writes, we speak of the one that we reached: behind address translation it often names another.
 */
final class Addresses {

    private Addresses() {}

    /** The request address as text: without fragment and user. */
    static String request(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return authority(uri) + path + query;
    }

    private static String authority(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost() + port;
    }

    /** What controls are relative to. */
    static String base(URI asked, RtspMessage description) {
        String text = description
                .header("content-base")
                .or(() -> description.header("content-location"))
                .orElse("")
                .trim();
        return text.isEmpty() ? request(asked) : absolute(asked, text).orElseGet(() -> request(asked));
    }

    /** Where a control leads. */
    static String control(URI asked, String base, String control) {
        if (control.isEmpty() || control.equals("*")) {
            return base;
        }
        Optional<String> absolute = absolute(asked, control);
        if (absolute.isPresent()) {
            return absolute.get();
        }
        boolean direct = base.endsWith("/") || control.startsWith("/") || control.startsWith("?");
        String tail = base.endsWith("/") && control.startsWith("/") ? control.substring(1) : control;
        return clean(base + (direct ? "" : "/") + tail);
    }

    private static Optional<String> absolute(URI asked, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("rtsp://") && !lower.startsWith("rtsps://")) {
            return Optional.empty();
        }
        int slash = text.indexOf('/', text.indexOf("//") + 2);
        String path = slash < 0 ? "/" : text.substring(slash);
        return Optional.of(clean(authority(asked) + path));
    }

    /** No camera's text may add lines to a request. */
    private static String clean(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "");
    }

    /** Where a redirect leads, if that is the same host. */
    static Optional<URI> redirect(URI asked, String location) {
        try {
            URI target = asked.resolve(new URI(location.trim()));
            String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
            boolean same = target.getHost() != null
                    && target.getHost().equalsIgnoreCase(asked.getHost())
                    && scheme.equalsIgnoreCase(asked.getScheme());
            return same ? Optional.of(new URI(request(target))) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
