package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.parent;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Channels and their streams. */
final class IsapiChannels {
    private static final int STREAMS = 2;

    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;

    IsapiChannels(NvrFace face, IsapiNumbers numbers) {
        this.face = face;
        this.numbers = numbers;
        state = face.state();
    }

    /** The channels whose cameras are on the network. */
    List<NvrChannel> proxies() {
        return state.channels().stream().filter(channel -> !channel.analog()).toList();
    }

    /** The channels whose cameras are plugged in; a camera's own sensor is one. */
    List<NvrChannel> inputs() {
        return state.settings().camera()
                ? state.channels()
                : state.channels().stream().filter(NvrChannel::analog).toList();
    }

    String proxyList() {
        return versioned("InputProxyChannelList", each(proxies(), this::proxy));
    }

    String proxy(NvrChannel channel) {
        int number = channel.number();
        return versioned(
                "InputProxyChannel",
                element("id", numbers.listed(channel)),
                element("name", state.shownName(channel)),
                parent(
                        "sourceInputPortDescriptor",
                        element("proxyProtocol", "HIKVISION"),
                        element("addressingFormatType", "ipaddress"),
                        element("ipAddress", cameraAddress(channel)),
                        element("managePortNo", 8000),
                        element("srcInputPort", 1),
                        element("userName", "admin"),
                        element("streamType", "auto"),
                        element("model", "DS-2CD2143G2-I"),
                        element("serialNumber", String.format(Locale.ROOT, "DS-2CD2143G2-I20250101AAWR%09d", number)),
                        element("firmwareVersion", "V5.7.3 build 220112")),
                element("enableAnr", false),
                element("enableTiming", true));
    }

    private static String cameraAddress(NvrChannel channel) {
        return "192.168.254." + (1 + channel.number());
    }

    String proxyStatusList() {
        return versioned("InputProxyChannelStatusList", each(proxies(), this::proxyStatus));
    }

    String proxyStatus(NvrChannel channel) {
        return versioned(
                "InputProxyChannelStatus",
                element("id", numbers.listed(channel)),
                parent(
                        "sourceInputPortDescriptor",
                        element("proxyProtocol", "HIKVISION"),
                        element("ipAddress", cameraAddress(channel)),
                        element("managePortNo", 8000),
                        element("srcInputPort", 1)),
                element("online", channel.online()),
                parent(
                        "streamingProxyChannelIdList",
                        element("streamingProxyChannelId", numbers.stream(channel, 0)),
                        element("streamingProxyChannelId", numbers.stream(channel, 1))),
                element("chanDetectResult", channel.online() ? "connect" : "netUnreachable"));
    }

    String inputList() {
        return versioned("VideoInputChannelList", each(inputs(), this::input));
    }

    String input(NvrChannel channel) {
        return versioned(
                "VideoInputChannel",
                element("id", numbers.listed(channel)),
                element("inputPort", channel.number()),
                element("videoInputEnabled", true),
                element("name", state.shownName(channel)),
                element("videoFormat", "PAL"),
                element("resDesc", channel.online() ? "1280*720P25" : "NO VIDEO"));
    }

    String streamList() {
        return versioned(
                "StreamingChannelList",
                state.channels().stream()
                        .flatMap(channel ->
                                IntStream.range(0, STREAMS).mapToObj(stream -> stream(channel, stream) + "\r\n"))
                        .collect(Collectors.joining()));
    }

    /** @param stream 0 for the main stream, 1 for the small one */
    String stream(NvrChannel channel, int stream) {
        Footage footage = face.footage(channel.number(), stream);
        return versioned(
                "StreamingChannel",
                element("id", numbers.stream(channel, stream)),
                element("channelName", state.shownName(channel)),
                element("enabled", true),
                parent(
                        "Transport",
                        element("maxPacketSize", 1000),
                        parent(
                                "ControlProtocolList",
                                parent("ControlProtocol", element("streamingTransport", "RTSP")))),
                parent(
                        "Video",
                        element("enabled", true),
                        element("dynVideoInputChannelID", numbers.listed(channel)),
                        element("videoCodecType", "H.264"),
                        element("videoResolutionWidth", footage.width()),
                        element("videoResolutionHeight", footage.height()),
                        element("videoQualityControlType", "VBR"),
                        element("vbrUpperCap", footage.bitRate() / 1000 + 1),
                        element("maxFrameRate", footage.framesPerSecond() * 100),
                        element("GovLength", footage.groupLength()),
                        element("SmartCodec", false)),
                parent("Audio", element("enabled", false)));
    }

    private static String each(List<NvrChannel> channels, java.util.function.Function<NvrChannel, String> text) {
        return channels.stream().map(channel -> text.apply(channel) + "\r\n").collect(Collectors.joining());
    }
}
