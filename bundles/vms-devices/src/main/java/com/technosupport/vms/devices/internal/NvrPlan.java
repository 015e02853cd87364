package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.device.NvrImport.ImportedChannel;
import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.devices.internal.NvrReading.ReadChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What becomes of a recorder and its cameras after it was read.
 *
 * @param cameras all of the recorder's, as they will be
 * @param outcome what to tell of it
 */
record NvrPlan(Nvr nvr, List<Camera> cameras, NvrImport outcome) {

    /**
     * What is wanted of a recorder.
     *
     * @param name empty to keep its name, or to take the device's own
     * @param channels whether to make a camera of a channel that is none yet
     */
    record Wish(
            DeviceAddress address,
            String driver,
            Map<String, String> options,
            Optional<String> name,
            Optional<Set<String>> channels,
            boolean takesNew) {}

    /**
     * @param known the recorder as it is stored
     * @param cameras its cameras
     * @param elsewhere finds a camera that was taken in by itself, by its device key
     */
    static NvrPlan of(
            NvrReading reading,
            Wish wish,
            Optional<Nvr> known,
            List<Camera> cameras,
            Function<String, Optional<Camera>> elsewhere,
            Clock clock) {
        return new Making(reading, wish, known, cameras, elsewhere, clock).plan();
    }

    /** The recorder's options with what reading it brought up. */
    static Map<String, String> options(NvrReading reading, Map<String, String> given) {
        Map<String, String> options = new TreeMap<>(given);
        reading.fingerprint().ifPresent(shown -> options.put(CameraOptions.CERTIFICATE, shown));
        reading.channels().stream()
                .flatMap(channel -> Optional.ofNullable(channel.sources().get(StreamRole.MAIN)).stream())
                .filter(RtspSource.class::isInstance)
                .map(source -> ((RtspSource) source).transport())
                .filter(transport -> transport != RtspSource.Transport.AUTOMATIC)
                .findFirst()
                .ifPresent(transport -> options.putIfAbsent(
                        CameraOptions.TRANSPORT, transport.name().toLowerCase(Locale.ROOT)));
        return options;
    }

    private static final class Making {

        private static final int LONGEST_NAME = 100;

        private final NvrReading reading;
        private final Wish wish;
        private final Optional<Nvr> known;
        private final Map<String, Camera> byChannel = new HashMap<>();
        private final Function<String, Optional<Camera>> elsewhere;
        private final Clock clock;
        private final NvrId id;
        private final String name;
        private final Map<String, String> options;
        private final List<String> problems;
        private final List<Camera> after = new ArrayList<>();

        Making(
                NvrReading reading,
                Wish wish,
                Optional<Nvr> known,
                List<Camera> cameras,
                Function<String, Optional<Camera>> elsewhere,
                Clock clock) {
            this.reading = reading;
            this.wish = wish;
            this.known = known;
            this.elsewhere = elsewhere;
            this.clock = clock;
            this.id = known.map(Nvr::id).orElseGet(() -> NvrId.next(clock));
            this.options = options(reading, wish.options());
            this.problems = new ArrayList<>(reading.problems());
            cameras.forEach(camera -> byChannel.putIfAbsent(camera.channel(), camera));
            String model = (reading.info().manufacturer() + " " + reading.info().model()).strip();
            this.name = cut(wish.name()
                    .or(() -> known.map(Nvr::name))
                    .orElse(model.isEmpty() ? wish.address().host() : model));
        }

        NvrPlan plan() {
            List<ImportedChannel> channels = new ArrayList<>();
            Set<String> there = new HashSet<>();
            for (ReadChannel channel : reading.channels()) {
                there.add(channel.channel().id());
                Optional<Camera> camera = camera(channel);
                camera.ifPresent(after::add);
                channels.add(new ImportedChannel(channel.channel(), camera.map(Camera::id)));
            }
            wish.channels()
                    .ifPresent(wanted -> wanted.stream()
                            .filter(channel -> !there.contains(channel))
                            .sorted()
                            .forEach(channel -> problems.add("The recorder has no channel " + channel)));
            List<String> absent = new ArrayList<>();
            byChannel.values().stream()
                    .filter(camera -> !there.contains(camera.channel()))
                    .sorted(java.util.Comparator.comparing(Camera::id))
                    .forEach(camera -> {
                        absent.add(camera.channel());
                        after.add(changed(camera, camera.device(), camera.deviceKey(), camera.streams()));
                        problems.add("The recorder has channel " + camera.channel() + " no more; camera "
                                + camera.name() + " stays");
                    });
            Nvr nvr = new Nvr(
                    id,
                    name,
                    wish.address(),
                    wish.driver(),
                    reading.info(),
                    DeviceKeys.device(wish.driver(), reading.info(), wish.address()),
                    options,
                    reading.inputs().or(() -> known.map(Nvr::inputs)).orElse(List.of()),
                    reading.outputs().or(() -> known.map(Nvr::outputs)).orElse(List.of()),
                    absent,
                    known.map(Nvr::createdAt).orElseGet(clock::instant),
                    Optional.of(clock.instant()));
            NvrImport outcome = new NvrImport(
                    Optional.of(id), nvr.driver(), nvr.device(), channels, nvr.inputs(), nvr.outputs(), problems);
            return new NvrPlan(nvr, after, outcome);
        }

        private Optional<Camera> camera(ReadChannel read) {
            Channel channel = read.channel();
            String key = DeviceKeys.picture(wish.driver(), reading.info(), wish.address(), channel.id());
            Camera before = byChannel.get(channel.id());
            if (before == null) {
                boolean wanted = wish.takesNew()
                        && wish.channels()
                                .map(some -> some.contains(channel.id()))
                                .orElse(true);
                if (!wanted) {
                    return Optional.empty();
                }
                Optional<Camera> own =
                        elsewhere.apply(key).filter(camera -> camera.nvr().isEmpty());
                own.ifPresent(camera -> problems.add("Channel " + channel.id() + " was camera " + camera.name()
                        + " already, and belongs to the recorder now"));
                before = own.orElse(null);
            }
            List<CameraStream> streams = streams(read, Optional.ofNullable(before));
            DeviceInfo device = channel.source().equals(DeviceInfo.UNKNOWN) ? reading.info() : channel.source();
            return Optional.of(
                    before == null ? fresh(channel, device, key, streams) : changed(before, device, key, streams));
        }

        private Camera fresh(Channel channel, DeviceInfo device, String key, List<CameraStream> streams) {
            return new Camera(
                    CameraId.next(clock),
                    cut(channel.name().isBlank() ? name + " " + channel.id() : channel.name()),
                    wish.address(),
                    wish.driver(),
                    device,
                    key,
                    channel.id(),
                    true,
                    options,
                    streams,
                    clock.instant(),
                    Optional.of(id),
                    SiteId.DEFAULT);
        }

        private Camera changed(Camera before, DeviceInfo device, String key, List<CameraStream> streams) {
            return new Camera(
                    before.id(),
                    before.name(),
                    wish.address(),
                    wish.driver(),
                    device,
                    key,
                    before.channel(),
                    before.enabled(),
                    options,
                    streams,
                    before.createdAt(),
                    Optional.of(id),
                    before.site());
        }

        /** Each with the id it has. What is known of a stream at the same address stays, and so does one that is not told of. */
        private List<CameraStream> streams(ReadChannel read, Optional<Camera> before) {
            List<CameraStream> streams = new ArrayList<>();
            for (ChannelStream said : read.channel().streams()) {
                CameraStream now = new CameraStream(
                        before.flatMap(camera -> camera.stream(said.role()))
                                .map(CameraStream::id)
                                .orElseGet(() -> StreamId.next(clock)),
                        said.role(),
                        said.codec(),
                        said.width(),
                        said.height(),
                        said.framesPerSecond(),
                        read.address(said.role()));
                streams.add(before.flatMap(camera -> camera.stream(said.role()))
                        .filter(stream -> stream.uri().equals(now.uri()))
                        .orElse(now));
            }
            before.ifPresent(camera -> camera.streams().stream()
                    .filter(stream -> streams.stream().noneMatch(now -> now.role() == stream.role()))
                    .forEach(streams::add));
            return streams;
        }

        private static String cut(String text) {
            return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
        }
    }
}
