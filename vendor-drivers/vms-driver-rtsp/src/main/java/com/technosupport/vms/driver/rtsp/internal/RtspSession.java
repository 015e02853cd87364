package com.technosupport.vms.driver.rtsp.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.RtspSource.Transport;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two addresses of one camera. Core calls a session from one thread at a time, so nothing here is guarded. */
final class RtspSession implements DeviceSession {

    /** The device has no name for its only picture, so we give it one; it must stay the same for ever. */
    private static final String CHANNEL = "0";

    private final Map<StreamRole, RtspSource> sources = new EnumMap<>(StreamRole.class);

    RtspSession(URI main, Map<String, String> options) {
        Transport transport = RtspOptions.transport(options);
        sources.put(StreamRole.MAIN, source(main, transport));
        String sub = options.getOrDefault(RtspDriver.SUB_URL, "").strip();
        if (!sub.isEmpty()) {
            sources.put(StreamRole.SUB, source(address(sub), transport));
        }
    }

    @Override
    public DeviceInfo info() {
        // Without a serial, core knows the device again by its address.
        return DeviceInfo.UNKNOWN;
    }

    @Override
    public List<Channel> channels() {
        // What is unknown is said to be unknown: core reads codec and size from the stream itself.
        List<ChannelStream> streams = sources.keySet().stream()
                .map(role -> new ChannelStream(role, Codec.UNKNOWN, 0, 0, 0))
                .toList();
        return List.of(new Channel(CHANNEL, "", streams));
    }

    @Override
    public MediaSource source(String channel, StreamRole role) {
        RtspSource source = sources.get(role);
        if (source == null || !channel.equals(CHANNEL)) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The camera has no such stream");
        }
        return source;
    }

    /** Optional powers, such as PTZ or stills, are given out here: {@code type == StillImage.class ? … : empty}. */
    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private static URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The sub-stream's address is not a URL");
        }
    }

    private static RtspSource source(URI uri, Transport transport) {
        try {
            return new RtspSource(uri, transport);
        } catch (IllegalArgumentException e) {
            // The address itself is left out of the message: it may hold a password.
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "A stream's address looks like rtsp://host/path; name and password are given beside it");
        }
    }
}
