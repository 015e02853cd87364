package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a device's channels: those on a recorder's network ({@code RemoteDevice}), those plugged into it, or the one of a camera; and
 * of each the main and the first extra stream. Tables count from 0; a channel's id is the number that addresses have, from 1.
 */
final class Channels {

    private static final int MOST = 256;

    /** A recorder writes a megabyte for its encoders, and takes its time. */
    private static final Duration LONG_TABLE = Duration.ofSeconds(15);

    private static final Pattern SLOT =
            Pattern.compile("table\\.RemoteDevice\\.(?:uuid:)?System_CONFIG_NETCAMERA_INFO_(\\d{1,4})\\.(\\w{1,64})");
    private static final Pattern SIZE = Pattern.compile("(\\d{2,5})[xX*](\\d{2,5})");

    /** Recorders that have no plugs for cameras, by how their class starts. */
    private static final List<String> NETWORK_RECORDERS = List.of("NVR", "NVS", "NVD", "EVS", "IVSS", "IVS");

    private final Cgi cgi;

    Channels(Cgi cgi) {
        this.cgi = cgi;
    }

    /**
     * What a recorder says of a channel's camera.
     *
     * @param word such as {@code Connected}; empty where it says none
     * @param local whether it is plugged in
     */
    private record State(String word, boolean local) {

        /** A slot that nobody uses. */
        boolean isVacant() {
            return word.equalsIgnoreCase("Empty") || word.equalsIgnoreCase("Disable");
        }

        boolean isConnected() {
            return word.isEmpty() || word.equalsIgnoreCase("Connected");
        }
    }

    private static final State UNKNOWN = new State("", false);

    /** @param deviceClass as the device says, such as {@code IPC} and {@code NVR}; empty where it does not */
    List<Channel> read(String deviceClass) throws InterruptedException {
        SortedMap<Integer, String> titles = new TreeMap<>();
        cgi.config("ChannelTitle")
                .map(lines -> lines.list("table.ChannelTitle"))
                .orElseGet(TreeMap::new)
                .forEach((index, fields) -> titles.put(index, DahuaSession.shown(fields.getOrDefault("Name", ""))));
        Optional<SortedMap<Integer, Map<String, String>>> slots = slots();
        boolean network = isNetworkRecorder(deviceClass);
        Map<Integer, State> states = slots.isPresent() || network ? states() : Map.of();
        SortedMap<Integer, Map<String, String>> encoders = encoders(titles);

        SortedSet<Integer> indexes = new TreeSet<>();
        if (slots.isPresent()) {
            indexes.addAll(remote(slots.get()));
            indexes.addAll(plugged(slots.get(), titles, encoders, states, network));
        } else if (network && !states.isEmpty()) {
            states.forEach((index, state) -> {
                if (!state.isVacant()) {
                    indexes.add(index);
                }
            });
        } else {
            indexes.addAll(encoders.isEmpty() ? titles.keySet() : encoders.keySet());
            if (indexes.isEmpty()) {
                indexes.add(0); // a device that keeps all of it to itself still has its picture
            }
        }
        List<Channel> channels = new ArrayList<>();
        for (int index :
                indexes.stream().filter(index -> index < 9999).limit(MOST).toList()) {
            Map<String, String> slot = slots.map(all -> all.get(index)).orElse(Map.of());
            boolean connected = states.getOrDefault(index, UNKNOWN).isConnected();
            String name = titles.getOrDefault(index, "");
            channels.add(new Channel(
                    String.valueOf(index + 1),
                    name.isEmpty() ? field(slot, "Name") : name,
                    streams(encoders.get(index), connected),
                    connected,
                    isEnabled(slot)
                            ? new DeviceInfo(
                                    field(slot, "Vendor"),
                                    field(slot, "DeviceType"),
                                    field(slot, "Version"),
                                    field(slot, "SerialNo"))
                            : DeviceInfo.UNKNOWN));
        }
        return List.copyOf(channels);
    }

    private static boolean isNetworkRecorder(String deviceClass) {
        String upper = deviceClass.toUpperCase(Locale.ROOT);
        return NETWORK_RECORDERS.stream().anyMatch(upper::startsWith);
    }

    private static String field(Map<String, String> fields, String name) {
        return DahuaSession.shown(fields.getOrDefault(name, ""));
    }

    /** A recorder's slots for cameras on the network, also those that are not used; nothing for what is no such recorder. */
    private Optional<SortedMap<Integer, Map<String, String>>> slots() throws InterruptedException {
        Optional<Lines> table = cgi.config("RemoteDevice");
        if (table.isEmpty() || table.get().isEmpty()) {
            return Optional.empty();
        }
        SortedMap<Integer, Map<String, String>> slots = new TreeMap<>();
        table.get().all().forEach((key, value) -> {
            Matcher slot = SLOT.matcher(key);
            if (slot.matches()) {
                slots.computeIfAbsent(
                                Integer.valueOf(slot.group(1)), index -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
                        .putIfAbsent(slot.group(2), value);
            }
        });
        return Optional.of(slots);
    }

    private static boolean isEnabled(Map<String, String> slot) {
        return slot.getOrDefault("Enable", "").equalsIgnoreCase("true");
    }

    private List<Integer> remote(Map<Integer, Map<String, String>> slots) throws InterruptedException {
        long most = cgi.find("magicBox.cgi?action=getProductDefinition&name=MaxRemoteInputChannels")
                .map(lines -> lines.number("table.MaxRemoteInputChannels").orElse(0))
                .orElse(0L);
        return slots.entrySet().stream()
                .filter(slot -> isEnabled(slot.getValue()))
                .limit(most > 0 ? most : MOST)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The analogue channels of a recorder that has both: what it has names or encoders for, and no slot of the network. */
    private static SortedSet<Integer> plugged(
            Map<Integer, Map<String, String>> slots,
            Map<Integer, String> titles,
            Map<Integer, Map<String, String>> encoders,
            Map<Integer, State> states,
            boolean network) {
        SortedSet<Integer> plugged = new TreeSet<>();
        if (!network) {
            // A recorder for the network alone has names and encoders for its unused channels, too.
            plugged.addAll(titles.keySet());
            plugged.addAll(encoders.keySet());
        }
        states.forEach((index, state) -> {
            if (state.local()) {
                plugged.add(index);
            }
        });
        plugged.removeIf(index ->
                slots.containsKey(index) || states.getOrDefault(index, UNKNOWN).isVacant());
        return plugged;
    }

    /** Whether cameras are connected, by whichever of three calls the firmware has. */
    private Map<Integer, State> states() throws InterruptedException {
        for (String call :
                List.of("getCameraState&uniqueChannels[0]=-1", "getCameraAll", "getCameraState&uuid=Default")) {
            Optional<Lines> lines = cgi.find("LogicDeviceManager.cgi?action=" + call);
            if (lines.isPresent()) {
                Map<Integer, State> states = states(lines.get());
                if (!states.isEmpty()) {
                    return states;
                }
            }
        }
        return Map.of();
    }

    private static Map<Integer, State> states(Lines lines) {
        Map<Integer, State> states = new TreeMap<>();
        lines.list("states")
                .values()
                .forEach(fields -> index(fields, "channel")
                        .ifPresent(index -> states.putIfAbsent(
                                index, new State(fields.getOrDefault("connectionState", ""), false))));
        lines.list("camera")
                .values()
                .forEach(fields -> index(fields, "UniqueChannel")
                        .ifPresent(index -> states.putIfAbsent(
                                index,
                                new State(
                                        fields.getOrDefault("ShowStatus", ""),
                                        fields.getOrDefault("Type", "").equalsIgnoreCase("Local")))));
        return states;
    }

    private static Optional<Integer> index(Map<String, String> fields, String name) {
        String value = fields.getOrDefault(name, "");
        return value.matches("\\d{1,4}") ? Optional.of(Integer.valueOf(value)) : Optional.empty();
    }

    /** The encoders of all channels; where that is more than we read in one answer, one channel after the other. */
    private SortedMap<Integer, Map<String, String>> encoders(Map<Integer, String> titles) throws InterruptedException {
        String call = "configManager.cgi?action=getConfig&name=Encode";
        try {
            return cgi.get(call, LONG_TABLE).list("table.Encode");
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL && e.code() != ErrorCode.NOT_SUPPORTED) {
                throw e;
            }
            SortedMap<Integer, Map<String, String>> encoders = new TreeMap<>();
            if (e.code() == ErrorCode.DEVICE_PROTOCOL) {
                for (int index : titles.keySet().stream().limit(MOST).toList()) {
                    Optional<Lines> one = cgi.find(call + "[" + index + "]");
                    if (one.isEmpty()) {
                        break; // not on this firmware
                    }
                    encoders.putAll(one.get().list("table.Encode"));
                }
            }
            return encoders;
        }
    }

    private static List<ChannelStream> streams(Map<String, String> encoder, boolean connected) {
        if (encoder == null) {
            // The main stream is always there, whether the device describes it or not.
            return connected ? List.of(new ChannelStream(StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0)) : List.of();
        }
        List<ChannelStream> streams = new ArrayList<>();
        streams.add(describe(StreamRole.MAIN, encoder, "MainFormat[0]."));
        String extra = "ExtraFormat[0].";
        boolean described = encoder.keySet().stream().anyMatch(key -> key.regionMatches(true, 0, extra, 0, 15));
        if (described && !encoder.getOrDefault(extra + "VideoEnable", "true").equalsIgnoreCase("false")) {
            streams.add(describe(StreamRole.SUB, encoder, extra));
        }
        return streams;
    }

    private static ChannelStream describe(StreamRole role, Map<String, String> encoder, String format) {
        String video = format + "Video.";
        int width = pixels(encoder.getOrDefault(video + "Width", ""));
        int height = pixels(encoder.getOrDefault(video + "Height", ""));
        for (String name : List.of("resolution", "CustomResolutionName")) {
            Matcher size = SIZE.matcher(encoder.getOrDefault(video + name, ""));
            if ((width == 0 || height == 0) && size.matches()) {
                width = Integer.parseInt(size.group(1));
                height = Integer.parseInt(size.group(2));
            }
        }
        String rate = encoder.getOrDefault(video + "FPS", "");
        return new ChannelStream(
                role,
                codec(encoder.getOrDefault(video + "Compression", "")),
                width,
                height,
                rate.matches("\\d{1,3}(\\.\\d{1,6})?") ? Double.parseDouble(rate) : 0);
    }

    private static int pixels(String said) {
        return said.matches("\\d{2,5}") ? Integer.parseInt(said) : 0;
    }

    /** With its profile at the end on some firmware: {@code H.264H}. */
    private static Codec codec(String said) {
        String name = said.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        if (name.startsWith("H264")) {
            return Codec.H264;
        }
        if (name.startsWith("H265") || name.startsWith("HEVC")) {
            return Codec.H265;
        }
        return name.startsWith("MJP") || name.startsWith("JPEG") ? Codec.MJPEG : Codec.UNKNOWN;
    }
}
