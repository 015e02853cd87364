package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * Reads a device's channels: those on a recorder's network ({@code InputProxy}), those plugged into it ({@code Video/inputs}), or
 * the one of a camera; and of each the main and the sub-stream.
 */
final class Channels {

    private static final int MOST = 256;

    private final Isapi isapi;

    Channels(Isapi isapi) {
        this.isapi = isapi;
    }

    /**
     * A channel with what only this driver needs of it.
     *
     * @param proxied whether its camera is on the recorder's network
     */
    record Known(Channel channel, boolean proxied) {}

    List<Known> read() throws InterruptedException {
        Map<String, Boolean> online = new HashMap<>();
        List<Element> proxies = list("ContentMgmt/InputProxy/channels", "InputProxyChannel");
        if (!proxies.isEmpty()) {
            for (Element status : list("ContentMgmt/InputProxy/channels/status", "InputProxyChannelStatus")) {
                online.put(number(status), Elements.text(status, "online").equals("true"));
            }
        }
        List<Element> inputs = list("System/Video/inputs/channels", "VideoInputChannel");
        Map<String, Map<StreamRole, ChannelStream>> streams = streams();
        List<Known> known = new ArrayList<>();
        for (Element input : inputs) {
            boolean picture = !Elements.text(input, "resDesc").equalsIgnoreCase("NO VIDEO")
                    && !Elements.text(input, "videoInputEnabled").equals("false");
            add(known, input, picture, DeviceInfo.UNKNOWN, false, streams);
        }
        for (Element proxy : proxies) {
            Element source = Elements.find(proxy, "sourceInputPortDescriptor").orElse(proxy);
            DeviceInfo camera = new DeviceInfo(
                    Isapi.shown(source, "proxyProtocol"),
                    Isapi.shown(source, "model"),
                    Isapi.shown(source, "firmwareVersion"),
                    Isapi.shown(source, "serialNumber"));
            add(known, proxy, online.getOrDefault(number(proxy), true), camera, true, streams);
        }
        if (known.isEmpty()) {
            // Small firmware lists streams alone.
            streams.keySet().stream()
                    .sorted()
                    .forEach(number -> known.add(new Known(
                            new Channel(
                                    number, "", List.copyOf(streams.get(number).values())),
                            false)));
        }
        return known;
    }

    private List<Element> list(String path, String item) throws InterruptedException {
        List<Element> items = isapi.find(path)
                .map(list -> list.getLocalName().equals(item) ? List.of(list) : Elements.children(list, item))
                .orElse(List.of());
        return items.size() > MOST ? items.subList(0, MOST) : items;
    }

    /** A channel's number; empty for what is none. */
    private static String number(Element channel) {
        String id = Elements.text(channel, "id");
        return id.matches("\\d{1,5}") ? id : "";
    }

    private void add(
            List<Known> known,
            Element said,
            boolean connected,
            DeviceInfo source,
            boolean proxied,
            Map<String, Map<StreamRole, ChannelStream>> streams)
            throws InterruptedException {
        String number = number(said);
        if (number.isEmpty()) {
            return;
        }
        Map<StreamRole, ChannelStream> offered = streams.get(number);
        if (offered == null && connected) {
            offered = new HashMap<>();
            for (StreamRole role : StreamRole.values()) {
                Optional<Element> one = isapi.find("Streaming/channels/" + stream(number, role));
                if (one.isPresent()) {
                    offered.put(role, describe(role, one.get()));
                }
            }
            // The main stream is always there, whether the device describes it or not.
            offered.putIfAbsent(StreamRole.MAIN, new ChannelStream(StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0));
        }
        List<ChannelStream> list = offered == null
                ? List.of()
                : offered.values().stream()
                        .sorted((one, other) -> one.role().compareTo(other.role()))
                        .toList();
        known.add(new Known(new Channel(number, Isapi.shown(said, "name"), list, connected, source), proxied));
    }

    /** All streams that the device lists, by channel: one call in place of two for each channel. */
    private Map<String, Map<StreamRole, ChannelStream>> streams() throws InterruptedException {
        Map<String, Map<StreamRole, ChannelStream>> streams = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Element stream : list("Streaming/channels", "StreamingChannel")) {
            String id = Elements.text(stream, "id");
            if (!id.matches("\\d{1,5}0[12]") || !seen.add(id)) {
                continue;
            }
            String channel = id.substring(0, id.length() - 2);
            StreamRole role = id.endsWith("01") ? StreamRole.MAIN : StreamRole.SUB;
            if (role == StreamRole.MAIN || !Elements.text(stream, "enabled").equals("false")) {
                streams.computeIfAbsent(channel, key -> new HashMap<>()).put(role, describe(role, stream));
            }
        }
        // A sub-stream alone is no channel's whole offer.
        streams.values()
                .forEach(offered -> offered.putIfAbsent(
                        StreamRole.MAIN, new ChannelStream(StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0)));
        return streams;
    }

    private static ChannelStream describe(StreamRole role, Element stream) {
        Element video = Elements.find(stream, "Video").orElse(stream);
        return new ChannelStream(
                role,
                codec(Elements.text(video, "videoCodecType")),
                (int) Elements.number(video, "videoResolutionWidth"),
                (int) Elements.number(video, "videoResolutionHeight"),
                // Hundredths of frames a second.
                Elements.number(video, "maxFrameRate") / 100);
    }

    private static Codec codec(String said) {
        return switch (said.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "")) {
            case "H264", "AVC" -> Codec.H264;
            case "H265", "HEVC" -> Codec.H265;
            case "MJPEG", "JPEG" -> Codec.MJPEG;
            default -> Codec.UNKNOWN;
        };
    }

    /** The number of a stream, such as 101 and 102. */
    static String stream(String channel, StreamRole role) {
        return channel + (role == StreamRole.MAIN ? "01" : "02");
    }
}
