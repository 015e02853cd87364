package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.internal.InstalledProfiles.Provided;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of one device: one for each video source, whatever media service tells of it. Read once, and again when a profile's
 * bundle has come or gone. For one thread at a time.
 */
final class Pictures {

    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final int MOST_PICTURES = 256;

    private final LentDevice device;
    private final InstalledProfiles profiles;

    /** As they were when the pictures were read. */
    private List<InstalledProfile> readWith = List.of();

    private Map<String, View> views;

    Pictures(LentDevice device, InstalledProfiles profiles) {
        this.device = device;
        this.profiles = profiles;
    }

    /** A media profile and by which service it is fetched. */
    record Offer(OnvifMediaProfile profile, Provided<OnvifStreaming> service) {

        RtspSource source() throws InterruptedException {
            return service.by().use(() -> service.facet().source(profile));
        }

        Optional<URI> still() throws InterruptedException {
            return service.by().use(() -> service.facet().still(profile));
        }

        void synchronise() throws InterruptedException {
            service.by().use(() -> {
                service.facet().synchronise(profile);
                return null;
            });
        }
    }

    private record View(OnvifPicture picture, Map<StreamRole, Offer> offers) {}

    List<OnvifPicture> all() throws InterruptedException {
        return views().values().stream().map(View::picture).toList();
    }

    OnvifPicture of(String channel) throws InterruptedException {
        return Optional.ofNullable(views().get(channel))
                .map(View::picture)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such channel"));
    }

    Offer offer(String channel, StreamRole role) throws InterruptedException {
        return Optional.ofNullable(views().get(channel))
                .map(view -> view.offers().get(role))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such stream"));
    }

    /** Whether there is any profile that streams from this device. */
    boolean isStreaming() {
        return !profiles.facets(OnvifStreaming.class, device).isEmpty();
    }

    private Map<String, View> views() throws InterruptedException {
        List<InstalledProfile> now = profiles.all();
        if (views == null || readWith != now) {
            views = read();
            readWith = now;
        }
        return views;
    }

    private Map<String, View> read() throws InterruptedException {
        List<Provided<OnvifStreaming>> services = profiles.facets(OnvifStreaming.class, device);
        if (services.isEmpty()) {
            throw nothingStreams();
        }
        Map<String, List<Offer>> bySource = new LinkedHashMap<>();
        for (Offer offer : offers(services)) {
            if (bySource.size() < MOST_PICTURES
                    || bySource.containsKey(offer.profile().source())) {
                bySource.computeIfAbsent(offer.profile().source(), source -> new ArrayList<>())
                        .add(offer);
            }
        }
        if (bySource.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no profile with video");
        }
        Map<String, String> names = PictureNames.of(bySource);
        Map<String, View> read = new LinkedHashMap<>();
        bySource.forEach((source, offers) -> read.put(source, view(source, names.getOrDefault(source, ""), offers)));
        return read;
    }

    private VmsException nothingStreams() {
        boolean media = device.service(Services.MEDIA).isPresent();
        boolean media2 = device.service(Services.MEDIA2).isPresent();
        if (!media && !media2) {
            return new VmsException(ErrorCode.NOT_SUPPORTED, "The device has ONVIF, but no media service");
        }
        String missing = !media
                ? "vms-onvif-profile-t"
                : media2 ? "vms-onvif-profile-s or vms-onvif-profile-t" : "vms-onvif-profile-s";
        return new VmsException(
                ErrorCode.NOT_SUPPORTED,
                "To stream from this device, the ONVIF driver needs the bundle " + missing
                        + ", which is not installed");
    }

    /**
     * What all services offer. A profile that two of them know is taken of the first, unless the other knows its codec better:
     * the first media service has no word for H.265.
     */
    private List<Offer> offers(List<Provided<OnvifStreaming>> services) throws InterruptedException {
        Map<String, Offer> offers = new LinkedHashMap<>();
        VmsException failure = null;
        for (Provided<OnvifStreaming> service : services) {
            List<OnvifMediaProfile> offered;
            try {
                offered = service.by().use(service.facet()::profiles);
            } catch (VmsException e) {
                if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                    throw e;
                }
                // Two services tell nearly the same, and one of them may be broken.
                LOG.debug(
                        "{}: no media profiles by Profile {}: {}",
                        device.connection().address().host(),
                        service.by().profile().name(),
                        e.getMessage());
                failure = failure == null ? e : failure;
                continue;
            }
            for (OnvifMediaProfile profile : offered) {
                Offer offer = new Offer(profile, service);
                offers.merge(
                        profile.token(),
                        offer,
                        (known, other) -> MediaChoice.knowsMore(other.profile(), known.profile()) ? other : known);
            }
        }
        if (offers.isEmpty() && failure != null) {
            throw failure;
        }
        return List.copyOf(offers.values());
    }

    private View view(String source, String name, List<Offer> offers) {
        Map<OnvifMediaProfile, Offer> byProfile = new HashMap<>();
        Set<String> configurations = new HashSet<>();
        for (Offer offer : offers) {
            byProfile.put(offer.profile(), offer);
            configurations.add(offer.profile().token());
            configurations.addAll(offer.profile().configurations());
        }
        MediaChoice choice = MediaChoice.of(
                offers.stream().map(Offer::profile).toList(),
                device.option(Options.MAIN_PROFILE),
                device.option(Options.SUB_PROFILE));
        Map<StreamRole, OnvifMediaProfile> chosen = new EnumMap<>(StreamRole.class);
        chosen.put(StreamRole.MAIN, choice.main());
        choice.sub().ifPresent(sub -> chosen.put(StreamRole.SUB, sub));
        Map<StreamRole, Offer> taken = new EnumMap<>(StreamRole.class);
        chosen.forEach((role, profile) -> taken.put(role, byProfile.get(profile)));
        Optional<OnvifMediaProfile> movable = java.util.stream.Stream.concat(
                        chosen.values().stream(), offers.stream().map(Offer::profile))
                .filter(profile -> profile.ptz().isPresent())
                .findFirst();
        return new View(new OnvifPicture(source, name, chosen, movable, configurations), taken);
    }
}
