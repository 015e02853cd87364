package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.internal.DeviceState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a recorder has and holds: channels, contacts, footage, and which quirks are on. Thread-safe. */
public final class NvrState {
    private static final int MAX_REQUESTS = 1000;
    private static final int MISSING_HOUR = 12;

    private final NvrOptions.Settings settings;
    private final DeviceState device;
    private final Clock clock;
    private final List<NvrChannel> channels = new ArrayList<>();
    private final Set<Integer> removed = new HashSet<>();
    /** The channels that are recorded all the time, from {@link #recordingSince} on. */
    private final Set<Integer> recording = new HashSet<>();

    private final Instant recordingSince;
    private final Map<Integer, List<NvrRecording>> recordings = new HashMap<>();
    private final Deque<String> requests = new ArrayDeque<>();
    private volatile Set<NvrQuirk> quirks;
    private volatile Duration clockSkew;

    public NvrState(NvrOptions.Settings settings, DeviceState device, Clock clock, Duration clockSkew) {
        this.settings = settings;
        this.device = device;
        this.clock = clock;
        this.clockSkew = clockSkew;
        quirks = settings.quirks();
        recordingSince = clock.instant().truncatedTo(ChronoUnit.HOURS);
        int all = settings.analogChannels() + settings.channels();
        for (int number = 1; number <= all; number++) {
            channels.add(new NvrChannel(number, "Camera " + number, number <= settings.analogChannels(), true));
            recordings.put(number, recorded(recordingSince, settings.recorded()));
            if (!settings.recorded().isZero()) {
                recording.add(number);
            }
        }
    }

    /** Pieces of an hour up to a moment, every third made by motion, without the twelfth before that moment. */
    private static List<NvrRecording> recorded(Instant until, Duration time) {
        List<NvrRecording> pieces = new ArrayList<>();
        for (int back = (int) time.toHours(); back > 0; back--) {
            if (back != MISSING_HOUR) {
                Instant start = until.minus(back, ChronoUnit.HOURS);
                pieces.add(new NvrRecording(start, start.plus(1, ChronoUnit.HOURS), back % 3 == 0));
            }
        }
        return pieces;
    }

    public NvrOptions.Settings settings() {
        return settings;
    }

    public DeviceState device() {
        return device;
    }

    /** The device's own time. */
    public Instant now() {
        return clock.instant().plus(clockSkew);
    }

    public void clockSkew(Duration skew) {
        clockSkew = skew;
    }

    public boolean has(NvrQuirk quirk) {
        return quirks.contains(quirk);
    }

    public Set<NvrQuirk> quirks() {
        return quirks;
    }

    public synchronized void quirk(NvrQuirk quirk, boolean on) {
        Set<NvrQuirk> next = EnumSet.noneOf(NvrQuirk.class);
        next.addAll(quirks);
        if (on) {
            next.add(quirk);
        } else {
            next.remove(quirk);
        }
        quirks = Set.copyOf(next);
    }

    public synchronized void clearQuirks() {
        quirks = Set.of();
    }

    /** The channels that are there, by number. */
    public synchronized List<NvrChannel> channels() {
        return channels.stream()
                .filter(channel -> !removed.contains(channel.number()))
                .toList();
    }

    public Optional<NvrChannel> channel(int number) {
        return channels().stream().filter(channel -> channel.number() == number).findFirst();
    }

    /** The name of a channel as the recorder tells it today. */
    public String shownName(NvrChannel channel) {
        if (channel.number() != 1) {
            return channel.name();
        }
        if (has(NvrQuirk.PATH_NAMES)) {
            return "../../x";
        }
        if (has(NvrQuirk.ILLEGAL_XML_CHARACTERS)) {
            return channel.name() + "\u0001";
        }
        return has(NvrQuirk.CONTROL_CHARACTER_NAMES) ? "Gate\t1\r\n\u007f\u202e" + channel.name() : channel.name();
    }

    public synchronized void present(int number, boolean present) {
        check(number);
        if (present) {
            removed.remove(number);
        } else {
            removed.add(number);
        }
    }

    public synchronized void rename(int number, String name) {
        NvrChannel old = check(number);
        channels.set(number - 1, new NvrChannel(number, name, old.analog(), old.online()));
    }

    public synchronized void online(int number, boolean online) {
        NvrChannel old = check(number);
        channels.set(number - 1, new NvrChannel(number, old.name(), old.analog(), online));
    }

    private NvrChannel check(int number) {
        if (number < 1 || number > channels.size()) {
            throw new IllegalArgumentException("No such channel: " + number);
        }
        return channels.get(number - 1);
    }

    /** Whether there is an input of that number: one of the recorder's own, or of a channel's camera, 301 for the first of channel 3. */
    public boolean hasInput(int number) {
        boolean own = number >= 1 && number <= settings.inputs();
        return own || (number % 100 == 1 && channel(number / 100).isPresent());
    }

    public List<Boolean> inputs() {
        List<Boolean> states = new ArrayList<>();
        for (int i = 1; i <= settings.inputs(); i++) {
            states.add(device.input(i));
        }
        return List.copyOf(states);
    }

    public List<Boolean> outputs() {
        List<Boolean> states = new ArrayList<>();
        for (int i = 1; i <= settings.outputs(); i++) {
            states.add(device.output(i));
        }
        return List.copyOf(states);
    }

    public synchronized List<NvrRecording> recordings(int number) {
        List<NvrRecording> pieces = new ArrayList<>(recordings.getOrDefault(number, List.of()));
        if (recording.contains(number)) {
            Instant now = clock.instant();
            for (Instant start = recordingSince; start.isBefore(now); start = start.plus(1, ChronoUnit.HOURS)) {
                Instant end = start.plus(1, ChronoUnit.HOURS);
                pieces.add(new NvrRecording(start, end.isBefore(now) ? end : now, false));
            }
        }
        pieces.sort(Comparator.comparing(NvrRecording::start));
        return List.copyOf(pieces);
    }

    public synchronized void addRecording(int number, NvrRecording piece) {
        check(number);
        List<NvrRecording> pieces = new ArrayList<>(recordings.get(number));
        pieces.add(piece);
        recordings.put(number, pieces);
    }

    public synchronized void clearRecordings(int number) {
        recordings.put(number, List.of());
        recording.remove(number);
    }

    /** The pieces of a channel's footage that reach into a time. */
    public List<NvrRecording> recordings(int number, Instant start, Instant end) {
        return recordings(number).stream()
                .filter(piece -> piece.start().isBefore(end) && piece.end().isAfter(start))
                .toList();
    }

    public synchronized void asked(String request) {
        if (requests.size() == MAX_REQUESTS) {
            requests.removeFirst();
        }
        requests.addLast(request);
    }

    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }
}
