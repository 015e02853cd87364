package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * One device. ONVIF has no login that lasts, so there is nothing to end. Contacts, stills and key frames are the driver's own
 * facets; all others come from the profiles that are installed.
 */
final class OnvifSession implements DeviceSession, StillImage, KeyFrameRequest {

    private static final int LONGEST = 128;

    private final LentDevice device;
    private final InstalledProfiles profiles;
    private final DeviceInfo info;
    private final Contacts contacts;
    private final Map<String, URI> stills = new LinkedHashMap<>();

    OnvifSession(LentDevice device, InstalledProfiles profiles, Element information) {
        this.device = device;
        this.profiles = profiles;
        this.contacts = new Contacts(device);
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
        List<OnvifPicture> pictures = device.pictures();
        String name = name();
        List<Channel> channels = new ArrayList<>();
        for (OnvifPicture picture : pictures) {
            List<ChannelStream> streams = new ArrayList<>();
            for (StreamRole role : StreamRole.values()) {
                Optional.ofNullable(picture.profiles().get(role))
                        .ifPresent(profile -> streams.add(stream(role, profile)));
            }
            channels.add(
                    new Channel(picture.source(), name(picture, name, channels.size() + 1, pictures.size()), streams));
        }
        return channels;
    }

    private static ChannelStream stream(StreamRole role, OnvifMediaProfile profile) {
        return new ChannelStream(role, profile.codec(), profile.width(), profile.height(), profile.framesPerSecond());
    }

    /** A camera is called what its owner called it; one picture of many by its own name, or by a number. */
    private static String name(OnvifPicture picture, String deviceName, int number, int pictures) {
        if (pictures == 1) {
            return deviceName;
        }
        return !picture.name().isEmpty() || deviceName.isEmpty() ? picture.name() : deviceName + " " + number;
    }

    /** The name that the device's owner gave it (ONVIF Core Specification, "Scope definition"). */
    private String name() throws InterruptedException {
        try {
            Element response = device.call(
                    Operation.of(device.service(Services.DEVICE).orElseThrow(), Services.DEVICE, "GetScopes", ""));
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
        return device.views().offer(channel, role).source();
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        if (type == StillImage.class || type == KeyFrameRequest.class) {
            return device.views().isStreaming() ? Optional.of(type.cast(this)) : Optional.empty();
        }
        if (type == DigitalIo.class) {
            return Optional.of(type.cast(contacts));
        }
        if (type == OnvifStreaming.class
                || !type.isInterface()
                || profiles.facets(type, device).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(LentFacet.of(type, device, profiles));
    }

    @Override
    public byte[] capture(String channel) throws InterruptedException {
        URI address = stills.get(channel);
        if (address == null) {
            address = device.views()
                    .offer(channel, StreamRole.MAIN)
                    .still()
                    .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device takes no stills"));
            stills.put(channel, address);
        }
        Response response = device.connection().http().send(Request.get(address));
        try {
            return StillImage.jpeg(response);
        } catch (VmsException e) {
            // The address may have been for once only.
            stills.remove(channel);
            throw e;
        }
    }

    @Override
    public void request(String channel, StreamRole role) throws InterruptedException {
        device.views().offer(channel, role).synchronise();
    }

    @Override
    public void close() {
        // No login lasts, and the HTTP is core's; the profiles let go what they made for this session.
        profiles.forget(device);
    }
}
