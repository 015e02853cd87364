package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.Multipart;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Events by {@code eventManager.cgi}: an endless answer with a part for each event, and a heartbeat in between. A state that lasts is
 * told when it begins and ends; some firmware repeats the beginning while it lasts.
 */
final class EventStream implements DeviceEvents {

    private static final String ATTACH = "eventManager.cgi?action=attach&codes=[All]&heartbeat=5";
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration REPEATED = Duration.ofSeconds(5);
    private static final int MOST_STATES = 1024;
    private static final int LONGEST_CODE = 64;

    /** How far the device's own time of an event may be from its arrival, where both mean now. */
    private static final Duration SAME = Duration.ofSeconds(2);

    /** Further off than this, the device's time means something else. */
    private static final Duration BELIEVED = Duration.ofHours(1);

    /** What concerns the device, so that its index, if any, is no channel. */
    private static final Set<String> OF_THE_DEVICE = Set.of(
            "AlarmOutput",
            "HDDFailure",
            "IPConflict",
            "LoginFailure",
            "MACConflict",
            "NTPAdjustTime",
            "NetAbort",
            "Reboot",
            "RtspSessionDisconnect",
            "StorageFailure",
            "StorageLowSpace",
            "StorageNotExist",
            "TimeChange",
            "UserLock");

    private final DahuaSession session;
    private final Cgi cgi;
    private final Clock clock;

    EventStream(DahuaSession session, Cgi cgi, Clock clock) {
        this.session = session;
        this.cgi = cgi;
        this.clock = clock;
    }

    @Override
    public void listen(Sink sink) throws InterruptedException {
        Set<String> channels = session.channels().stream().map(Channel::id).collect(Collectors.toSet());
        DeviceClock deviceClock = session.deviceClock();
        Map<String, Long> begun = new HashMap<>();
        cgi.stream(ATTACH, SILENCE, part -> {
            boolean told = false;
            for (Notice notice : read(part)) {
                if (isNews(notice, begun)) {
                    sink.event(event(notice, channels, deviceClock));
                    told = true;
                }
            }
            if (!told) {
                sink.alive();
            }
            return true;
        });
    }

    private List<Notice> read(Multipart part) {
        byte[] body = part.body();
        boolean picture =
                part.header("content-type").orElse("").toLowerCase(Locale.ROOT).startsWith("image/")
                        || (body.length > 1 && (body[0] & 0xff) == 0xff && (body[1] & 0xff) == 0xd8);
        return picture
                ? List.of() // it belongs to the part before
                : Notice.read(new String(body, StandardCharsets.UTF_8).strip(), cgi::parseJson);
    }

    /** False for the end of what is told once, and for what has been told. */
    private static boolean isNews(Notice notice, Map<String, Long> begun) {
        String key = notice.code() + "/" + notice.index();
        boolean line = notice.code().equals("CrossLineDetection");
        if (notice.isStop()) {
            begun.remove(key);
            return !line;
        }
        if (notice.isPulse() || line) {
            return true;
        }
        long now = System.nanoTime();
        Long before = begun.get(key);
        if (before != null || begun.size() < MOST_STATES) {
            begun.put(key, now);
        }
        return before == null || now - before > REPEATED.toNanos();
    }

    private DeviceEvent event(Notice notice, Set<String> channels, DeviceClock deviceClock) {
        Optional<Boolean> state = notice.isPulse() ? Optional.empty() : Optional.of(!notice.isStop());
        Optional<String> number =
                notice.index() < 0 ? Optional.empty() : Optional.of(String.valueOf(notice.index() + 1));
        Optional<String> channel = number.filter(channels::contains);
        Optional<String> input = Optional.empty();
        Optional<String> label = label(notice.text("Object", "ObjectType"));
        String type;
        switch (notice.code()) {
            case "VideoMotion" -> type = motion(notice);
            case "SmartMotionHuman" -> {
                type = motion(notice);
                label = Optional.of("person");
            }
            case "SmartMotionVehicle" -> {
                type = motion(notice);
                label = Optional.of("vehicle");
            }
            case "CrossLineDetection" -> {
                type = DeviceEvent.LINE_CROSSED;
                state = Optional.empty();
            }
            case "CrossRegionDetection" -> type = DeviceEvent.AREA_ENTERED;
            case "VideoLoss" -> type = DeviceEvent.VIDEO_LOST;
            case "VideoBlind", "VideoUnFocus", "SceneChange" -> type = DeviceEvent.TAMPERED;
            case "AlarmLocal" -> {
                type = DeviceEvent.DIGITAL_INPUT_CHANGED;
                input = number;
                channel = Optional.empty();
            }
            default -> {
                type = ownName(notice.code());
                if (OF_THE_DEVICE.contains(notice.code())) {
                    channel = Optional.empty();
                }
            }
        }
        return new DeviceEvent(type, channel, input, state, time(notice, deviceClock), label, data(notice));
    }

    private static String motion(Notice notice) {
        return notice.isStop() ? DeviceEvent.MOTION_ENDED : DeviceEvent.MOTION_STARTED;
    }

    /**
     * An event comes at once, so that its arrival is a better time than the device's, which has whole seconds; unless the device has
     * kept it for a while.
     */
    private Instant time(Notice notice, DeviceClock deviceClock) {
        Instant now = clock.instant();
        return deviceClock
                .trueTime(notice.text("LocaleTime"))
                .filter(said -> {
                    Duration apart = Duration.between(said, now).abs();
                    return apart.compareTo(SAME) > 0 && apart.compareTo(BELIEVED) < 0;
                })
                .orElse(now);
    }

    private static Optional<String> label(String objectType) {
        return switch (objectType.toLowerCase(Locale.ROOT)) {
            case "human", "humanface", "person" -> Optional.of("person");
            case "vehicle", "motorvehicle" -> Optional.of("vehicle");
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> data(Notice notice) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("Code", Elements.shown(notice.code(), LONGEST_CODE));
        data.put("action", Elements.shown(notice.action(), LONGEST_CODE));
        data.put("index", (long) notice.index());
        if (!notice.data().isEmpty()) {
            data.put("data", notice.data());
        }
        return data;
    }

    /** The vendor's own word as a type. */
    private static String ownName(String said) {
        String name = said.replaceAll("[^A-Za-z0-9]", "");
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            return "DeviceNotification";
        }
        String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return type.length() > LONGEST_CODE ? type.substring(0, LONGEST_CODE) : type;
    }
}
