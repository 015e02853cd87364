package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.web.internal.WebSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The relay that viewers may use, with a name and a password that are good for a day: the scheme of coturn's
 * {@code use-auth-secret} (draft-uberti-behave-turn-rest-00). HMAC-SHA1 is that scheme's, not our choice.
 */
public final class IceServers {

    private static final long LIFETIME_SECONDS = 24 * 3600;

    private final WebSettings settings;
    private final Clock clock;

    public IceServers(WebSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** In the form of WebRTC's {@code RTCIceServer}. */
    public record IceServer(List<String> urls, String username, String credential) {

        public IceServer {
            urls = List.copyOf(urls);
        }

        @Override
        public String toString() {
            return "IceServer" + urls;
        }
    }

    /** For one viewer; empty without a TURN server and its secret. */
    public List<IceServer> forViewer(String viewer) {
        if (settings.turnUrl().isEmpty() || settings.turnSecret().isEmpty()) {
            return List.of();
        }
        String username = (clock.instant().getEpochSecond() + LIFETIME_SECONDS) + ":" + viewer;
        return List.of(new IceServer(urls(settings.turnUrl()), username, sign(username)));
    }

    /** A URL that does not say UDP or TCP (RFC 7065) means both: a firewall that lets one out may not let the other. */
    private static List<String> urls(String url) {
        return url.contains("?") || url.startsWith("turns:")
                ? List.of(url)
                : List.of(url + "?transport=udp", url + "?transport=tcp");
    }

    private String sign(String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(settings.turnSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA1 is part of every Java", e);
        }
    }
}
