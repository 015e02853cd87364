package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** A device's media services: the first (ver10), and Media2 (ver20) where that knows more. */
final class MediaService {

    static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";

    private final SoapClient soap;
    private final Optional<URI> media;
    private final Optional<URI> media2;

    /** @param services addresses by namespace */
    MediaService(SoapClient soap, Map<String, URI> services) {
        this.soap = soap;
        this.media = Optional.ofNullable(services.get(MEDIA));
        this.media2 = Optional.ofNullable(services.get(MEDIA2));
        if (media.isEmpty() && media2.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has ONVIF, but no media service");
        }
    }

    /** The profiles that have video. The first service can't name H.265, so Media2 is asked where H.264 is not found. */
    List<MediaProfile> profiles() throws InterruptedException {
        List<MediaProfile> profiles = List.of();
        if (media.isPresent()) {
            profiles = MediaProfile.read(soap.call(media.get(), MEDIA, "GetProfiles", ""), false);
        }
        boolean satisfied = profiles.stream().anyMatch(profile -> profile.codec() == Codec.H264);
        if (!satisfied && media2.isPresent()) {
            Element response =
                    soap.call(media2.get(), MEDIA2, "GetProfiles", "<Type>VideoSource</Type><Type>VideoEncoder</Type>");
            List<MediaProfile> better = MediaProfile.read(response, true);
            profiles = better.isEmpty() ? profiles : better;
        }
        if (profiles.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no profile with video");
        }
        return profiles;
    }

    /** The stream's address as the device says it. */
    String streamUri(MediaProfile profile) throws InterruptedException {
        if (profile.media2()) {
            return uri(soap.call(
                    media2.orElseThrow(), MEDIA2, "GetStreamUri", "<Protocol>RTSP</Protocol>" + token(profile)));
        }
        return uri(soap.call(
                media.orElseThrow(),
                MEDIA,
                "GetStreamUri",
                "<StreamSetup><Stream xmlns=\"" + SCHEMA + "\">RTP-Unicast</Stream><Transport xmlns=\"" + SCHEMA
                        + "\"><Protocol>RTSP</Protocol></Transport></StreamSetup>" + token(profile)));
    }

    /** The still's address as the device says it. */
    String snapshotUri(MediaProfile profile) throws InterruptedException {
        return uri(soap.call(service(profile), namespace(profile), "GetSnapshotUri", token(profile)));
    }

    void synchronise(MediaProfile profile) throws InterruptedException {
        soap.call(service(profile), namespace(profile), "SetSynchronizationPoint", token(profile));
    }

    private URI service(MediaProfile profile) {
        return (profile.media2() ? media2 : media).orElseThrow();
    }

    private static String namespace(MediaProfile profile) {
        return profile.media2() ? MEDIA2 : MEDIA;
    }

    private static String token(MediaProfile profile) {
        return "<ProfileToken>" + Elements.escape(profile.token()) + "</ProfileToken>";
    }

    /** Media2 leaves out the element around it. */
    private static String uri(Element response) {
        String inner = Elements.text(response, "MediaUri", "Uri");
        String uri = inner.isEmpty() ? Elements.text(response, "Uri") : inner;
        if (uri.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives no address where one is asked for");
        }
        return uri;
    }
}
