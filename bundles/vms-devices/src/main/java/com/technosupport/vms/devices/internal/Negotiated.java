package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a device said of itself and of one of its pictures.
 *
 * @param sources of the streams; at least MAIN
 * @param fingerprint of its certificate, where it has one
 */
record Negotiated(DeviceInfo info, Channel channel, Map<StreamRole, RtspSource> sources, Optional<String> fingerprint) {

    /** Serials that many devices share are none. */
    private static final String NO_SERIAL = "(.)\\1*|.{0,3}|(?i)unknown|none|null|n/?a|serialnumber|0?123456789?0?";

    /**
     * Reads a session.
     *
     * @param channel id of the wanted picture, or empty for the first
     */
    static Negotiated read(Login.Opened opened, Optional<String> channel) throws InterruptedException {
        DeviceSession session = opened.session();
        DeviceInfo info = session.info();
        List<Channel> channels = session.channels();
        if (channels.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no picture to offer");
        }
        Channel wanted = channel.isEmpty()
                ? channels.get(0)
                : channels.stream()
                        .filter(candidate -> candidate.id().equals(channel.get()))
                        .findFirst()
                        .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such channel"));
        Map<StreamRole, RtspSource> sources = new TreeMap<>();
        for (ChannelStream stream : wanted.streams()) {
            MediaSource source = session.source(wanted.id(), stream.role());
            if (source instanceof RtspSource rtsp) {
                sources.put(stream.role(), rtsp);
            } else if (source instanceof CustomSource) {
                throw new VmsException(ErrorCode.NOT_SUPPORTED, "This version takes RTSP streams only");
            }
        }
        if (!sources.containsKey(StreamRole.MAIN)) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no main stream");
        }
        return new Negotiated(info, wanted, sources, opened.http().fingerprint());
    }

    /** Whether the device has a serial of its own. */
    boolean hasSerial() {
        return !info.serial().strip().matches(NO_SERIAL);
    }

    /** What makes the picture the same one when it is met again: by serial, else by address. */
    String deviceKey(String driver, DeviceAddress address) {
        if (hasSerial()) {
            return driver + ":" + plain(info.manufacturer()) + ":" + plain(info.serial()) + ":" + channel.id();
        }
        String place = address.endpoint()
                .map(Negotiated::plain)
                .orElseGet(() -> address.host().toLowerCase(Locale.ROOT)
                        + (address.port().isPresent() ? ":" + address.port().getAsInt() : ""));
        return driver + "@" + place + "#" + channel.id();
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replace(':', '-');
    }

    /** One spelling of addresses that lead to the same place (RFC 3986, section 6.2). */
    private static String plain(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual =
                switch (scheme) {
                    case "rtsp" -> 554;
                    case "rtsps" -> 322;
                    case "http" -> 80;
                    case "https" -> 443;
                    default -> -1;
                };
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        return scheme + "://" + host + ":" + (uri.getPort() > 0 ? uri.getPort() : usual) + path
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** The streams as they are stored, each with the id that the camera's stream of that role has already. */
    List<CameraStream> streams(Optional<Camera> known, Clock clock) {
        List<CameraStream> streams = new ArrayList<>();
        for (ChannelStream said : channel.streams()) {
            RtspSource source = sources.get(said.role());
            if (source == null) {
                continue;
            }
            Optional<CameraStream> before = known.flatMap(camera -> camera.stream(said.role()));
            streams.add(new CameraStream(
                    before.map(CameraStream::id).orElseGet(() -> StreamId.next(clock)),
                    said.role(),
                    said.codec(),
                    said.width(),
                    said.height(),
                    said.framesPerSecond(),
                    source.uri()));
        }
        return streams;
    }

    /** The given options with what negotiating them brought up. */
    Map<String, String> options(Map<String, String> given) {
        Map<String, String> options = new TreeMap<>(given);
        fingerprint.ifPresent(shown -> options.put(CameraOptions.CERTIFICATE, shown));
        RtspSource.Transport transport = sources.get(StreamRole.MAIN).transport();
        if (transport != RtspSource.Transport.AUTOMATIC) {
            options.putIfAbsent(CameraOptions.TRANSPORT, transport.name().toLowerCase(Locale.ROOT));
        }
        return options;
    }

    /** What to call the camera when nobody says. */
    String name(DeviceAddress address) {
        String model = (info.manufacturer() + " " + info.model()).strip();
        String name = !channel.name().isBlank() ? channel.name().strip() : model.isEmpty() ? address.host() : model;
        return name.length() > 100 ? name.substring(0, 100) : name;
    }
}
