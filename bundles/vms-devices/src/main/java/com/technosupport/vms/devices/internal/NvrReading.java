package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a recorder said of itself, made fit to be shown and stored. What is wrong with one channel is told and costs no
 * other; what is wrong with the recorder is thrown.
 *
 * @param inputs empty where the recorder could not be asked, which is no sign that it has none
 * @param problems sentences for the operator
 */
record NvrReading(
        DeviceInfo info,
        List<ReadChannel> channels,
        Optional<List<Port>> inputs,
        Optional<List<Port>> outputs,
        Optional<String> fingerprint,
        List<String> problems) {

    static final int MOST_CHANNELS = 256;
    private static final int MOST_PORTS = 256;
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_FACT = 200;
    private static final int MOST_PROBLEMS = 50;

    /** A channel, and where its streams are. */
    record ReadChannel(Channel channel, Map<StreamRole, MediaSource> sources) {

        /** What is stored as a stream's address. */
        URI address(StreamRole role) {
            return DriverSources.address(sources.get(role), channel.id(), role);
        }

        boolean hasVideo() {
            return channel.connected() && sources.containsKey(StreamRole.MAIN);
        }
    }

    NvrReading {
        channels = List.copyOf(channels);
        problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS)));
    }

    static NvrReading read(Login.Opened opened) throws InterruptedException {
        DeviceSession session = opened.session();
        List<String> problems = new ArrayList<>();
        DeviceInfo info = shown(session.info());
        List<Channel> said = session.channels();
        if (said.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The recorder has no channels");
        }
        List<ReadChannel> channels = new ArrayList<>();
        for (Channel channel : accepted(said, problems)) {
            channels.add(read(session, channel, problems));
        }
        if (channels.isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "No channel of the recorder can be used");
        }
        Optional<DigitalIo> contacts = session.facet(DigitalIo.class);
        Optional<List<Port>> inputs = Optional.of(List.of());
        Optional<List<Port>> outputs = Optional.of(List.of());
        if (contacts.isPresent()) {
            inputs = ports("inputs", contacts.get()::inputs, problems);
            outputs = ports("outputs", contacts.get()::outputs, problems);
        }
        return new NvrReading(info, channels, inputs, outputs, opened.http().fingerprint(), problems);
    }

    /** Each id once, and none that could be mistaken for another when it is shown. */
    private static List<Channel> accepted(List<Channel> said, List<String> problems) {
        Map<String, Channel> accepted = new LinkedHashMap<>();
        for (Channel channel : said) {
            String id = channel.id();
            if (id.isBlank()
                    || id.length() > LONGEST_ID
                    || !Elements.shown(id, LONGEST_ID).equals(id)) {
                problems.add("A channel has an id that cannot be used and is left out: " + Elements.shown(id, 40));
            } else if (accepted.containsKey(id)) {
                problems.add("Two channels have the id " + id + "; the first is taken");
            } else if (accepted.size() == MOST_CHANNELS) {
                problems.add("The recorder tells of " + said.size() + " channels; the first " + MOST_CHANNELS
                        + " are taken");
                break;
            } else {
                accepted.put(id, channel);
            }
        }
        return List.copyOf(accepted.values());
    }

    private static ReadChannel read(DeviceSession session, Channel channel, List<String> problems)
            throws InterruptedException {
        Map<StreamRole, MediaSource> sources = new TreeMap<>();
        String trouble = "";
        for (ChannelStream stream : once(channel.streams())) {
            try {
                sources.put(stream.role(), session.source(channel.id(), stream.role()));
            } catch (VmsException e) {
                if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                    throw e;
                }
                trouble = e.getMessage();
            }
        }
        if (channel.connected() && !sources.containsKey(StreamRole.MAIN)) {
            problems.add("Channel " + channel.id() + " has no main stream" + (trouble.isEmpty() ? "" : ": " + trouble));
        }
        List<ChannelStream> usable = once(channel.streams()).stream()
                .filter(stream -> sources.containsKey(stream.role()))
                .toList();
        Channel fit = new Channel(
                channel.id(),
                Elements.shown(channel.name(), LONGEST_NAME - 1),
                usable,
                channel.connected(),
                shown(channel.source()));
        return new ReadChannel(fit, Map.copyOf(sources));
    }

    private static List<ChannelStream> once(List<ChannelStream> streams) {
        Set<StreamRole> roles = new HashSet<>();
        return streams.stream().filter(stream -> roles.add(stream.role())).toList();
    }

    /** How contacts are read. */
    private interface Reading {

        List<Port> read() throws InterruptedException;
    }

    private static Optional<List<Port>> ports(String kind, Reading reading, List<String> problems)
            throws InterruptedException {
        try {
            List<Port> said = reading.read();
            Map<String, Port> ports = new LinkedHashMap<>();
            said.stream()
                    .filter(port -> !port.id().isBlank()
                            && Elements.shown(port.id(), LONGEST_ID).equals(port.id()))
                    .limit(MOST_PORTS)
                    .forEach(port -> ports.putIfAbsent(
                            port.id(), new Port(port.id(), Elements.shown(port.name(), LONGEST_NAME), port.active())));
            if (ports.size() < said.size()) {
                problems.add("Some of the digital " + kind + " cannot be told apart or used, and are left out");
            }
            return Optional.of(List.copyOf(ports.values()));
        } catch (VmsException e) {
            if (e.code() == ErrorCode.NOT_SUPPORTED) {
                return Optional.of(List.of());
            }
            problems.add("The digital " + kind + " could not be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static DeviceInfo shown(DeviceInfo said) {
        return new DeviceInfo(
                Elements.shown(said.manufacturer(), LONGEST_FACT),
                Elements.shown(said.model(), LONGEST_FACT),
                Elements.shown(said.firmware(), LONGEST_FACT),
                Elements.shown(said.serial(), LONGEST_FACT));
    }
}
