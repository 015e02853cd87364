package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device said of itself and of one of its pictures.
 *
 * @param sources of the streams; at least MAIN
 * @param fingerprint of its certificate, where it has one
 */
record Negotiated(
        DeviceInfo info, Channel channel, Map<StreamRole, MediaSource> sources, Optional<String> fingerprint) {

    private static final Logger LOG = LoggerFactory.getLogger(Negotiated.class);

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
        if (channel.isEmpty() && channels.size() > 1) {
            LOG.info(
                    "The device has {} pictures, of which the first is taken; take it in as a recorder to have all",
                    channels.size());
        }
        Channel wanted = channel.isEmpty()
                ? channels.get(0)
                : channels.stream()
                        .filter(candidate -> candidate.id().equals(channel.get()))
                        .findFirst()
                        .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such channel"));
        Map<StreamRole, MediaSource> sources = new TreeMap<>();
        for (ChannelStream stream : wanted.streams()) {
            sources.put(stream.role(), session.source(wanted.id(), stream.role()));
        }
        if (!sources.containsKey(StreamRole.MAIN)) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no main stream");
        }
        return new Negotiated(info, wanted, sources, opened.http().fingerprint());
    }

    /** Whether the device has a serial of its own. */
    boolean hasSerial() {
        return DeviceKeys.hasSerial(info);
    }

    /** What makes the picture the same one when it is met again: by serial, else by address. */
    String deviceKey(String driver, DeviceAddress address) {
        return DeviceKeys.picture(driver, info, address, channel.id());
    }

    /** The streams as they are stored, each with the id that the camera's stream of that role has already. */
    List<CameraStream> streams(Optional<Camera> known, Clock clock) {
        List<CameraStream> streams = new ArrayList<>();
        for (ChannelStream said : channel.streams()) {
            MediaSource source = sources.get(said.role());
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
                    DriverSources.address(source, channel.id(), said.role())));
        }
        return streams;
    }

    /** The given options with what negotiating them brought up. */
    Map<String, String> options(Map<String, String> given) {
        Map<String, String> options = new TreeMap<>(given);
        fingerprint.ifPresent(shown -> options.put(CameraOptions.CERTIFICATE, shown));
        if (sources.get(StreamRole.MAIN) instanceof RtspSource main
                && main.transport() != RtspSource.Transport.AUTOMATIC) {
            options.putIfAbsent(CameraOptions.TRANSPORT, main.transport().name().toLowerCase(Locale.ROOT));
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
