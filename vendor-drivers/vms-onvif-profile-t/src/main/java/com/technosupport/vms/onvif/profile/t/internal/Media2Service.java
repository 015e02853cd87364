package com.technosupport.vms.onvif.profile.t.internal;

import static com.technosupport.vms.onvif.profile.t.internal.ProfileT.MEDIA2;

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

/** ONVIF Media2 Service, ver20. */
final class Media2Service implements OnvifStreaming {

    private static final String VIDEO = "<Type>VideoSource</Type><Type>VideoEncoder</Type>";
    private static final String MORE = "<Type>Analytics</Type><Type>PTZ</Type>";
    private static final int LONGEST_TOKEN = 256;

    private final OnvifDevice device;
    private final URI service;

    Media2Service(OnvifDevice device, URI service) {
        this.device = device;
        this.service = service;
    }

    @Override
    public List<OnvifMediaProfile> profiles() throws InterruptedException {
        try {
            return read(device.call(Operation.of(service, MEDIA2, "GetProfiles", VIDEO + MORE)));
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL && e.code() != ErrorCode.NOT_SUPPORTED) {
                throw e;
            }
            // Devices without one of the kinds need not know the word for it.
            return read(device.call(Operation.of(service, MEDIA2, "GetProfiles", VIDEO)));
        }
    }

    /** Those profiles that have video; the rest is for metadata or sound. */
    static List<OnvifMediaProfile> read(Element response) {
        List<OnvifMediaProfile> profiles = new ArrayList<>();
        for (Element profile : Elements.children(response, "Profiles")) {
            Optional<Element> source = Elements.find(profile, "Configurations", "VideoSource");
            Optional<Element> encoder = Elements.find(profile, "Configurations", "VideoEncoder");
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
                        Elements.find(profile, "Configurations", "PTZ").flatMap(Media2Service::token),
                        configurations(profile)));
            }
        }
        return profiles;
    }

    private static Set<String> configurations(Element profile) {
        Set<String> tokens = new HashSet<>();
        for (String name : List.of("VideoSource", "VideoEncoder", "Analytics", "Metadata")) {
            Elements.find(profile, "Configurations", name)
                    .flatMap(Media2Service::token)
                    .ifPresent(tokens::add);
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
            case "H265" -> Codec.H265;
            case "JPEG" -> Codec.MJPEG;
            default -> Codec.UNKNOWN;
        };
    }

    @Override
    public RtspSource source(OnvifMediaProfile profile) throws InterruptedException {
        return device.stream(uri(call("GetStreamUri", "<Protocol>RTSP</Protocol>", profile)));
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
                MEDIA2,
                operation,
                before + "<ProfileToken>" + Elements.escape(profile.token()) + "</ProfileToken>"));
    }

    /** Some devices put the element around it that the first media service has. */
    private static String uri(Element response) {
        String direct = Elements.text(response, "Uri");
        String uri = direct.isEmpty() ? Elements.text(response, "MediaUri", "Uri") : direct;
        if (uri.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives no address where one is asked for");
        }
        return uri;
    }
}
