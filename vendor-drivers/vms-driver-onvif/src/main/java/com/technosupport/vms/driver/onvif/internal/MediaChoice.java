package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.model.Codec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which media profiles to fetch of one picture. */
record MediaChoice(OnvifMediaProfile main, Optional<OnvifMediaProfile> sub) {

    /** What a small tile or a weak link is glad of. */
    private static final int SMALL_PIXELS = 1280 * 720;
    /** How many times larger an H.265 picture must be to be worth the viewers that cannot play it. */
    private static final int MUCH_LARGER = 2;

    /**
     * MAIN is the largest H.264 profile, since that plays everywhere without being transcoded, and the first of several that are
     * as large; H.265 is taken where it has more than twice the pixels: then the H.264 ones are meant for SUB alone. SUB is the
     * largest smaller one that is no larger than 720p, or else the next smaller. Without H.264 the same is done with H.265, then
     * with what there is.
     *
     * @param profiles of one picture, at least one
     * @param mainToken what the user wants for MAIN; empty for our choice
     * @param subToken what the user wants for SUB; empty for our choice
     */
    static MediaChoice of(List<OnvifMediaProfile> profiles, String mainToken, String subToken) {
        List<OnvifMediaProfile> ranked = profiles.stream()
                .sorted(Comparator.comparingInt((OnvifMediaProfile profile) -> rank(profile.codec()))
                        .thenComparing(Comparator.comparingLong(OnvifMediaProfile::pixels)
                                .reversed()))
                .toList();
        OnvifMediaProfile main = named(profiles, mainToken).orElseGet(() -> main(ranked));
        Optional<OnvifMediaProfile> sub = named(profiles, subToken).or(() -> sub(ranked, main));
        return new MediaChoice(main, sub.filter(profile -> !profile.equals(main)));
    }

    /** Whether one service's word on a profile is better than another's. */
    static boolean knowsMore(OnvifMediaProfile one, OnvifMediaProfile other) {
        return (one.codec() == Codec.H265 && other.codec() != Codec.H265)
                || (one.codec() != Codec.UNKNOWN && other.codec() == Codec.UNKNOWN);
    }

    private static OnvifMediaProfile main(List<OnvifMediaProfile> ranked) {
        OnvifMediaProfile best = ranked.get(0);
        return ranked.stream()
                .filter(profile -> best.codec() == Codec.H264
                        && profile.codec() == Codec.H265
                        && profile.pixels() > MUCH_LARGER * best.pixels())
                .findFirst()
                .orElse(best);
    }

    private static Optional<OnvifMediaProfile> sub(List<OnvifMediaProfile> ranked, OnvifMediaProfile main) {
        List<OnvifMediaProfile> smaller = ranked.stream()
                .filter(profile -> rank(profile.codec()) <= rank(main.codec()) && profile.pixels() < main.pixels())
                .toList();
        return smaller.stream()
                .filter(profile -> profile.pixels() <= SMALL_PIXELS)
                .findFirst()
                .or(() -> smaller.stream().findFirst());
    }

    private static Optional<OnvifMediaProfile> named(List<OnvifMediaProfile> profiles, String token) {
        return profiles.stream()
                .filter(profile -> !token.isEmpty() && profile.token().equals(token))
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
