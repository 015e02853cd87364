package com.technosupport.vms.onvif.profile.m.internal;

import static com.technosupport.vms.onvif.profile.m.internal.ProfileM.MEDIA;
import static com.technosupport.vms.onvif.profile.m.internal.ProfileM.MEDIA2;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** Finds the media profile that carries a picture's metadata: by Media2, or by the first media service of older devices. */
final class Metadata implements MetadataSource {

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    private static final int MOST_PROFILES = 512;

    private final OnvifDevice device;
    /** Of each of the device's media profiles with metadata; null until they are read. */
    private List<Carrier> carriers;

    /**
     * A media profile with metadata.
     *
     * @param source token of its video source, or of that its analytics look at; empty where it has none
     * @param video whether video comes along
     */
    private record Carrier(String token, String source, boolean video, boolean media2) {}

    Metadata(OnvifDevice device) {
        this.device = device;
    }

    @Override
    public Optional<RtspSource> metadata(String channel) throws InterruptedException {
        OnvifPicture picture = device.picture(channel);
        Optional<Carrier> carrier = carriers().stream()
                .filter(candidate -> candidate.source().equals(picture.source())
                        || picture.configurations().contains(candidate.token()))
                // Without the video, it costs the device and the network less.
                .min(Comparator.comparing(Carrier::video));
        return carrier.isEmpty() ? Optional.empty() : Optional.of(source(carrier.get()));
    }

    private List<Carrier> carriers() throws InterruptedException {
        if (carriers == null) {
            Optional<URI> media2 = device.service(MEDIA2);
            carriers = media2.isPresent() ? byMedia2(media2.get()) : List.of();
            if (carriers.isEmpty() && device.service(MEDIA).isPresent()) {
                carriers = read(
                        device.call(Operation.of(device.service(MEDIA).orElseThrow(), MEDIA, "GetProfiles", "")),
                        false);
            }
        }
        return carriers;
    }

    private List<Carrier> byMedia2(URI service) throws InterruptedException {
        try {
            return read(
                    device.call(Operation.of(
                            service,
                            MEDIA2,
                            "GetProfiles",
                            "<Type>VideoSource</Type><Type>VideoEncoder</Type><Type>Metadata</Type>")),
                    true);
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL && e.code() != ErrorCode.NOT_SUPPORTED) {
                throw e;
            }
            return List.of();
        }
    }

    private static List<Carrier> read(Element response, boolean media2) {
        List<Carrier> found = new ArrayList<>();
        for (Element profile : Elements.children(response, "Profiles")) {
            Optional<Element> parts = media2 ? Elements.find(profile, "Configurations") : Optional.of(profile);
            String suffix = media2 ? "" : "Configuration";
            String token = profile.getAttribute("token");
            if (!token.isEmpty()
                    && found.size() < MOST_PROFILES
                    && parts.flatMap(all -> Elements.find(all, "Metadata" + suffix))
                            .isPresent()) {
                found.add(new Carrier(
                        token,
                        Elements.text(parts.get(), "VideoSource" + suffix, "SourceToken"),
                        Elements.find(parts.get(), "VideoEncoder" + suffix).isPresent(),
                        media2));
            }
        }
        return found;
    }

    private RtspSource source(Carrier carrier) throws InterruptedException {
        String namespace = carrier.media2() ? MEDIA2 : MEDIA;
        String how = carrier.media2()
                ? "<Protocol>RTSP</Protocol>"
                : "<StreamSetup><Stream xmlns=\"" + SCHEMA + "\">RTP-Unicast</Stream><Transport xmlns=\"" + SCHEMA
                        + "\"><Protocol>RTSP</Protocol></Transport></StreamSetup>";
        Element response = device.call(Operation.of(
                device.service(namespace).orElseThrow(),
                namespace,
                "GetStreamUri",
                how + "<ProfileToken>" + Elements.escape(carrier.token()) + "</ProfileToken>"));
        String direct = Elements.text(response, "Uri");
        String uri = direct.isEmpty() ? Elements.text(response, "MediaUri", "Uri") : direct;
        if (uri.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives no address where one is asked for");
        }
        return device.stream(uri);
    }
}
