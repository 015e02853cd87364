package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.Codec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * A media profile: one way in which a device codes one of its pictures (ONVIF Media Service and Media2 Service, GetProfiles).
 *
 * @param source token of the picture
 * @param media2 which of the two services it is of
 */
record MediaProfile(
        String token, String source, Codec codec, int width, int height, double framesPerSecond, boolean media2) {

    private static final int MOST = 256;
    private static final int LONGEST_TOKEN = 256;
    /** What a small tile or a weak link is glad of. */
    private static final int SMALL_PIXELS = 1280 * 720;

    /** What to fetch of one picture. */
    record Choice(MediaProfile main, Optional<MediaProfile> sub) {}

    long pixels() {
        return (long) width * height;
    }

    /** Those profiles that have video; the rest is for metadata or sound. */
    static List<MediaProfile> read(Element response, boolean media2) {
        List<MediaProfile> profiles = new ArrayList<>();
        for (Element profile : Elements.children(response, "Profiles")) {
            Optional<Element> source = media2
                    ? Elements.find(profile, "Configurations", "VideoSource")
                    : Elements.find(profile, "VideoSourceConfiguration");
            Optional<Element> encoder = media2
                    ? Elements.find(profile, "Configurations", "VideoEncoder")
                    : Elements.find(profile, "VideoEncoderConfiguration");
            String token = profile.getAttribute("token");
            if (source.isPresent()
                    && encoder.isPresent()
                    && !token.isEmpty()
                    && token.length() <= LONGEST_TOKEN
                    && profiles.size() < MOST) {
                String sourceToken = Elements.text(source.get(), "SourceToken");
                profiles.add(new MediaProfile(
                        token,
                        sourceToken.length() > LONGEST_TOKEN ? sourceToken.substring(0, LONGEST_TOKEN) : sourceToken,
                        codec(Elements.text(encoder.get(), "Encoding")),
                        (int) Elements.number(encoder.get(), "Resolution", "Width"),
                        (int) Elements.number(encoder.get(), "Resolution", "Height"),
                        Elements.number(encoder.get(), "RateControl", "FrameRateLimit"),
                        media2));
            }
        }
        return profiles;
    }

    private static Codec codec(String encoding) {
        return switch (encoding) {
            case "H264" -> Codec.H264;
            case "H265" -> Codec.H265;
            case "JPEG" -> Codec.MJPEG;
            default -> Codec.UNKNOWN;
        };
    }

    /**
     * MAIN is the largest H.264 profile, since that plays everywhere without being transcoded, and the first of several that
     * are as large. SUB is the largest smaller one that is no larger than 720p, or else the next smaller. Without H.264 the
     * same is done with H.265, then with what there is.
     *
     * @param profiles of one picture, at least one
     * @param mainToken what the user wants for MAIN; empty for our choice
     * @param subToken what the user wants for SUB; empty for our choice
     */
    static Choice choose(List<MediaProfile> profiles, String mainToken, String subToken) {
        List<MediaProfile> ranked = profiles.stream()
                .sorted(Comparator.comparingInt((MediaProfile profile) -> rank(profile.codec))
                        .thenComparing(
                                Comparator.comparingLong(MediaProfile::pixels).reversed()))
                .toList();
        MediaProfile main = named(profiles, mainToken).orElseGet(() -> ranked.get(0));
        Optional<MediaProfile> sub = named(profiles, subToken).or(() -> sub(ranked, main));
        return new Choice(main, sub.filter(profile -> !profile.equals(main)));
    }

    private static Optional<MediaProfile> sub(List<MediaProfile> ranked, MediaProfile main) {
        List<MediaProfile> smaller = ranked.stream()
                .filter(profile -> profile.codec == main.codec && profile.pixels() < main.pixels())
                .toList();
        return smaller.stream()
                .filter(profile -> profile.pixels() <= SMALL_PIXELS)
                .findFirst()
                .or(() -> smaller.stream().findFirst());
    }

    private static Optional<MediaProfile> named(List<MediaProfile> profiles, String token) {
        return profiles.stream()
                .filter(profile -> !token.isEmpty() && profile.token.equals(token))
                .findFirst();
    }

    private static int rank(Codec codec) {
        return switch (codec) {
            case H264 -> 0;
            case H265 -> 1;
            case MJPEG -> 2;
            default -> 3;
        };
    }
}
