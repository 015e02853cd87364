package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.DriverTrials.Tally;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How one version of a driver did with its devices. Holds nothing of the driver itself, so that it may outlive it. Safe for
 * use by several threads.
 */
final class DriverRecord {

    private static final int MOST_PROBLEMS = 20;
    private static final int MOST_DEVICES = 20_000;
    private static final int LONGEST = 300;
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+");

    private final Clock clock;
    /** Whether the device is known to be there by other ways, such as its video. */
    private final Predicate<Object> present;

    private final Deque<Problem> problems = new ArrayDeque<>();
    private final Map<Object, Boolean> answered = new LinkedHashMap<>(16, 0.75f, true);
    private Optional<DriverRecord> former = Optional.empty();
    private long succeeded;
    private long failed;
    private long refusedLogins;
    private String lastProblem = "";

    private record Problem(Instant time, Object device, String sentence) {}

    DriverRecord(Clock clock, Predicate<Object> present) {
        this.clock = clock;
        this.present = present;
    }

    /** From now on only devices that answered that version count. What that one followed is forgotten, so that no chain grows. */
    void follow(DriverRecord other) {
        synchronized (other) {
            other.former = Optional.empty();
        }
        synchronized (this) {
            former = Optional.of(other);
        }
    }

    /** @param device id of the camera or the recorder, or what to call a device that is neither */
    void succeeded(Object device) {
        boolean counts = counts(device);
        synchronized (this) {
            note(device, true);
            if (counts) {
                succeeded++;
            }
        }
    }

    void failed(Object device, VmsException e) {
        if (!isTrouble(e.code())) {
            return;
        }
        boolean counts = counts(device);
        String sentence = line(e.getMessage());
        synchronized (this) {
            refusedLogins += e.code() == ErrorCode.BAD_CREDENTIALS || e.code() == ErrorCode.DEVICE_LOCKED ? 1 : 0;
            note(device, false);
            problem(device, sentence);
            if (counts) {
                failed++;
                lastProblem = sentence;
            }
        }
    }

    /** A failure at a device that is no camera yet: told of, but held against no version. */
    void remark(String device, VmsException e) {
        if (isTrouble(e.code())) {
            synchronized (this) {
                problem(device, line(e.getMessage()));
            }
        }
    }

    private void problem(Object device, String sentence) {
        problems.addFirst(new Problem(clock.instant(), device, sentence));
        if (problems.size() > MOST_PROBLEMS) {
            problems.removeLast();
        }
    }

    /** What a device or its driver does wrong; not what callers ask in vain, nor what this server has no time for. */
    private static boolean isTrouble(ErrorCode code) {
        return switch (code) {
            case BAD_CREDENTIALS, DEVICE_LOCKED, DEVICE_UNREACHABLE, DEVICE_PROTOCOL, INTERNAL -> true;
            default -> false;
        };
    }

    private void note(Object device, boolean well) {
        answered.put(device, well);
        if (answered.size() > MOST_DEVICES) {
            answered.remove(answered.keySet().iterator().next());
        }
    }

    private boolean counts(Object device) {
        Optional<DriverRecord> before;
        synchronized (this) {
            before = former;
        }
        return before.map(record -> record.answered(device)).orElse(true);
    }

    /** Whether the device answered this version when it was last asked, or is there at least if it was never asked. */
    boolean answered(Object device) {
        Boolean known;
        synchronized (this) {
            known = answered.get(device);
        }
        return known != null ? known : present.test(device);
    }

    /** Whether a failure of the device may be laid at this version's door: it answered the version before, if there was one. */
    boolean answeredFormer(Object device) {
        return counts(device);
    }

    synchronized Tally tally() {
        return new Tally(succeeded, failed, lastProblem);
    }

    synchronized long refusedLogins() {
        return refusedLogins;
    }

    /** Newest first, one line each. */
    List<String> problems(Function<Object, String> name) {
        List<Problem> copy;
        synchronized (this) {
            copy = List.copyOf(problems);
        }
        return copy.stream()
                .map(problem -> problem.time().truncatedTo(ChronoUnit.SECONDS) + " "
                        + line(name.apply(problem.device())) + ": " + problem.sentence())
                .toList();
    }

    /** One line, of a bounded length, without what looks like a password in an address. */
    static String line(String text) {
        if (text == null) {
            return "";
        }
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return CONTROL.matcher(USER_INFO.matcher(cut).replaceAll("//…@"))
                .replaceAll(" ")
                .strip();
    }
}
