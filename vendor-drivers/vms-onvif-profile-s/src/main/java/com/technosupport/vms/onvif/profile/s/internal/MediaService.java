package com.technosupport.vms.onvif.profile.s.internal;

import static com.technosupport.vms.onvif.profile.s.internal.ProfileS.MEDIA;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** ONVIF Media Service, ver10. */
final class MediaService implements OnvifStreaming {

    private static final String SCHEMA = "http://www.onvif.org/ver10/schema";
    private static final int LONGEST_TOKEN = 256;
    private static final List<String> CONFIGURATIONS = List.of(
            "VideoSourceConfiguration",
            "VideoEncoderConfiguration",
            "VideoAnalyticsConfiguration",
            "MetadataConfiguration");

    private final OnvifDevice device;
    private final URI service;

    MediaService(OnvifDevice device, URI service) {
        this.device = device;
        this.service = service;
    }

    @Override
    public List<OnvifMediaProfile> profiles() throws InterruptedException {
        return read(device.call(Operation.of(service, MEDIA, "GetProfiles", "")));
    }

    /** Those profiles that have video; the rest is for metadata or sound. */
    static List<OnvifMediaProfile> read(Element response) {
        List<OnvifMediaProfile> profiles = new ArrayList<>();
        for (Element profile : Elements.children(response, "Profiles")) {
            Optional<Element> source = Elements.find(profile, "VideoSourceConfiguration");
            Optional<Element> encoder = Elements.find(profile, "VideoEncoderConfiguration");
            String token = profile.getAttribute("token");
            if (source.isPresent()
                    && encoder.isPresent()
                    && !token.isEmpty()
                    && token.length() <= LONGEST_TOKEN
                    && profiles.size() < MOST_PROFILES) {
                profiles.add(new OnvifMediaProfile(
                        token,
                        cut(Elements.text(source.get(), "SourceToken")),
                        Elements.text(source.get(), "Name"),
                        codec(Elements.text(encoder.get(), "Encoding")),
                        (int) Elements.number(encoder.get(), "Resolution", "Width"),
                        (int) Elements.number(encoder.get(), "Resolution", "Height"),
                        Elements.number(encoder.get(), "RateControl", "FrameRateLimit"),
                        Elements.find(profile, "PTZConfiguration").flatMap(MediaService::token),
                        configurations(profile)));
            }
        }
        return profiles;
    }

    private static Set<String> configurations(Element profile) {
        Set<String> tokens = new HashSet<>();
        for (String name : CONFIGURATIONS) {
            Elements.find(profile, name).flatMap(MediaService::token).ifPresent(tokens::add);
        }
        return tokens;
    }

    private static Optional<String> token(Element configuration) {
        return Optional.of(cut(configuration.getAttribute("token"))).filter(token -> !token.isEmpty());
    }

    private static String cut(String token) {
        return token.length() > LONGEST_TOKEN ? token.substring(0, LONGEST_TOKEN) : token;
    }

    private static Codec codec(String encoding) {
        return switch (encoding) {
            case "H264" -> Codec.H264;
            // Not in the schema; a few devices say it all the same.
            case "H265" -> Codec.H265;
            case "JPEG" -> Codec.MJPEG;
            default -> Codec.UNKNOWN;
        };
    }

    @Override
    public RtspSource source(OnvifMediaProfile profile) throws InterruptedException {
        String setup = "<StreamSetup><Stream xmlns=\"" + SCHEMA + "\">RTP-Unicast</Stream><Transport xmlns=\"" + SCHEMA
                + "\"><Protocol>RTSP</Protocol></Transport></StreamSetup>";
        return device.stream(uri(call("GetStreamUri", setup, profile)));
    }

    @Override
    public Optional<URI> still(OnvifMediaProfile profile) throws InterruptedException {
        try {
            return Optional.of(device.reachable(uri(call("GetSnapshotUri", "", profile))));
        } catch (VmsException e) {
            if (e.code() == ErrorCode.NOT_SUPPORTED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void synchronise(OnvifMediaProfile profile) throws InterruptedException {
        call("SetSynchronizationPoint", "", profile);
    }

    private Element call(String operation, String before, OnvifMediaProfile profile) throws InterruptedException {
        return device.call(Operation.of(
                service,
                MEDIA,
                operation,
                before + "<ProfileToken>" + Elements.escape(profile.token()) + "</ProfileToken>"));
    }

    private static String uri(Element response) {
        String uri = Elements.text(response, "MediaUri", "Uri");
        if (uri.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives no address where one is asked for");
        }
        return uri;
    }
}
