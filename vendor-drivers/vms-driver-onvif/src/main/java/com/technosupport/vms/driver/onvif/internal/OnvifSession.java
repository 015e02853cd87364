package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.RtspSource.Transport;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** One device. ONVIF has no login that lasts, so there is nothing to end; profiles are read once. */
final class OnvifSession implements DeviceSession, StillImage, KeyFrameRequest {

    private static final String DEVICE = "http://www.onvif.org/ver10/device/wsdl";
    private static final int LONGEST = 128;

    private final DeviceConnection connection;
    private final URI device;
    private final SoapClient soap;
    private final MediaService media;
    private final DeviceInfo info;
    private final Map<String, URI> snapshots = new LinkedHashMap<>();
    private Map<String, MediaProfile.Choice> pictures;

    OnvifSession(DeviceConnection connection, URI device, SoapClient soap, MediaService media, Element information) {
        this.connection = connection;
        this.device = device;
        this.soap = soap;
        this.media = media;
        this.info = new DeviceInfo(
                said(information, "Manufacturer"),
                said(information, "Model"),
                said(information, "FirmwareVersion"),
                said(information, "SerialNumber"));
    }

    private static String said(Element information, String field) {
        return Elements.shown(Elements.text(information, field), LONGEST);
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public List<Channel> channels() throws InterruptedException {
        Map<String, MediaProfile.Choice> choices = profiles();
        String name = name();
        List<Channel> channels = new ArrayList<>();
        choices.forEach((source, choice) -> {
            List<ChannelStream> streams = new ArrayList<>();
            streams.add(stream(StreamRole.MAIN, choice.main()));
            choice.sub().ifPresent(sub -> streams.add(stream(StreamRole.SUB, sub)));
            String own = choices.size() == 1 || name.isEmpty() ? name : name + " " + (channels.size() + 1);
            channels.add(new Channel(source, own, streams));
        });
        return channels;
    }

    private static ChannelStream stream(StreamRole role, MediaProfile profile) {
        return new ChannelStream(role, profile.codec(), profile.width(), profile.height(), profile.framesPerSecond());
    }

    /** What to fetch, by the picture's token, in the device's order. */
    Map<String, MediaProfile.Choice> profiles() throws InterruptedException {
        if (pictures == null) {
            Map<String, List<MediaProfile>> bySource = new LinkedHashMap<>();
            for (MediaProfile profile : media.profiles()) {
                bySource.computeIfAbsent(profile.source(), source -> new ArrayList<>())
                        .add(profile);
            }
            Map<String, MediaProfile.Choice> choices = new LinkedHashMap<>();
            bySource.forEach((source, profiles) -> choices.put(
                    source,
                    MediaProfile.choose(profiles, option(OnvifDriver.MAIN_PROFILE), option(OnvifDriver.SUB_PROFILE))));
            pictures = choices;
        }
        return pictures;
    }

    private String option(String key) {
        return connection.options().getOrDefault(key, "").strip();
    }

    /** The name that the device's owner gave it (ONVIF Core Specification, "Scope definition"). */
    private String name() throws InterruptedException {
        try {
            Element response = soap.call(device, DEVICE, "GetScopes", "");
            for (Element scope : Elements.children(response, "Scopes")) {
                Optional<String> name = Scopes.value(Elements.text(scope, "ScopeItem"), "name");
                if (name.isPresent()) {
                    return Elements.shown(name.get(), LONGEST);
                }
            }
        } catch (OnvifFault fault) {
            // A device without a name is as good as another.
            return "";
        }
        return "";
    }

    @Override
    public MediaSource source(String channel, StreamRole role) throws InterruptedException {
        MediaProfile profile = profile(channel, role);
        return new RtspSource(DeviceUris.stream(media.streamUri(profile), device, rtspPort()), transport());
    }

    private MediaProfile profile(String channel, StreamRole role) throws InterruptedException {
        Optional<MediaProfile.Choice> choice = Optional.ofNullable(profiles().get(channel));
        return (role == StreamRole.MAIN
                        ? choice.map(MediaProfile.Choice::main)
                        : choice.flatMap(MediaProfile.Choice::sub))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such stream"));
    }

    private int rtspPort() {
        String port = option(OnvifDriver.RTSP_PORT);
        if (port.isEmpty()) {
            return -1;
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The RTSP port is a number from 1 to 65535");
        }
        return Integer.parseInt(port);
    }

    private Transport transport() {
        return switch (option(OnvifDriver.TRANSPORT).toLowerCase(Locale.ROOT)) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            default -> Transport.AUTOMATIC;
        };
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return type == StillImage.class || type == KeyFrameRequest.class
                ? Optional.of(type.cast(this))
                : Optional.empty();
    }

    @Override
    public byte[] capture(String channel) throws InterruptedException {
        MediaProfile profile = profile(channel, StreamRole.MAIN);
        URI address = snapshots.get(channel);
        if (address == null) {
            address = DeviceUris.service(media.snapshotUri(profile), device);
            snapshots.put(channel, address);
        }
        Response response = connection.http().send(Request.get(address));
        byte[] picture = response.body();
        if (response.status() != 200
                || picture.length < 4
                || (picture[0] & 0xff) != 0xff
                || (picture[1] & 0xff) != 0xd8) {
            // The address may have been for once only.
            snapshots.remove(channel);
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL, "The device sends no picture (HTTP " + response.status() + ")");
        }
        return picture;
    }

    @Override
    public void request(String channel, StreamRole role) throws InterruptedException {
        media.synchronise(profile(channel, role));
    }

    @Override
    public void close() {
        // No login lasts, and the HTTP is core's.
    }
}
