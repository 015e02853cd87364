package com.technosupport.vms.security.internal.login;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows the guessing of passwords down. Three counters watch each attempt; one that failed too often makes the next wait, for
 * twice as long each time:
 *
 * <table>
 * <caption>Counters</caption>
 * <tr><th>of</th><th>free failures</th><th>longest wait</th></tr>
 * <tr><td>an address (an IPv6 one by its /64)</td><td>20</td><td>5 min</td></tr>
 * <tr><td>an account, tried from addresses where it never logged in</td><td>5</td><td>1 min</td></tr>
 * <tr><td>an account at an address where it did log in</td><td>5</td><td>1 min</td></tr>
 * </table>
 *
 * An attempt from a familiar address is judged by the third alone. So nobody far away can lock an administrator out of the own
 * desk, and a bad neighbour behind the same NAT can't either; from elsewhere the wait is bounded, and never grows by trying
 * during it. Attempts refused for the account's sake still count for the address, so that one that hammers an account gives
 * way to others. A quarter of an hour without a failure forgets them.
 *
 * <p>An attempt is counted as a failure when it begins and discounted when it turns out not to be one, so that a hundred at
 * the same time are no way around. Unknown names are counted as known ones, else the wait would tell them apart. Memory is
 * bounded: each kind keeps the latest few thousand, and names are remembered as familiar only through a success. Time is
 * monotonic. Safe for use by several threads.
 */
public final class LoginThrottle {

    private static final int MOST_COUNTERS = 8192;
    private static final int MOST_NAME_CHARS = 64;
    private static final long FORGET_NANOS = Duration.ofMinutes(15).toNanos();
    private static final long FAMILIAR_NANOS = Duration.ofDays(30).toNanos();
    private static final Limit ADDRESS = new Limit(20, Duration.ofMinutes(5).toNanos());
    private static final Limit ACCOUNT = new Limit(5, Duration.ofMinutes(1).toNanos());

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<String, Counter> addresses = new Latest<>();
    private final Map<String, Counter> accounts = new Latest<>();
    private final Map<Pair, Familiar> familiar = new Latest<>();

    /** @param clock for the time that a caller is told; what is counted goes by {@code nanoTime} */
    public LoginThrottle(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts an attempt.
     *
     * @throws Throttled when it must wait
     */
    public synchronized Attempt begin(String account, String remote) {
        long now = nanoTime.getAsLong();
        String name = (account.length() > MOST_NAME_CHARS ? account.substring(0, MOST_NAME_CHARS) : account)
                .toLowerCase(Locale.ROOT);
        Pair pair = new Pair(name, addressKey(remote));
        Familiar known = familiar.get(pair);
        if (known != null && now - known.since < FAMILIAR_NANOS) {
            count(known.counter, ACCOUNT, now);
            return new Attempt(pair, known.counter, known.counter);
        }
        Counter address = addresses.computeIfAbsent(pair.address, key -> new Counter(now));
        count(address, ADDRESS, now);
        Counter ofAccount = accounts.computeIfAbsent(name, key -> new Counter(now));
        count(ofAccount, ACCOUNT, now);
        return new Attempt(pair, address, ofAccount);
    }

    private void count(Counter counter, Limit limit, long now) {
        long waitNanos = counter.count(limit, now);
        if (waitNanos > 0) {
            throw new Throttled(waitNanos, clock.instant().plusNanos(waitNanos), counter.refuse());
        }
    }

    synchronized int size() {
        return addresses.size() + accounts.size() + familiar.size();
    }

    /** An IPv6 subscriber has a whole /64 to come from. */
    static String addressKey(String remote) {
        String text = remote.length() > MOST_NAME_CHARS ? remote.substring(0, MOST_NAME_CHARS) : remote;
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        if (address.indexOf(':') < 0 || address.indexOf('.') >= 0) {
            return address;
        }
        // By hand, for InetAddress would ask the name service about what is no address.
        String[] halves = address.split("::", -1);
        String[] left = halves[0].isEmpty() ? new String[0] : halves[0].split(":", -1);
        String[] right = halves.length < 2 || halves[1].isEmpty() ? new String[0] : halves[1].split(":", -1);
        if (halves.length > 2 || left.length + right.length > 8) {
            return address;
        }
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int fromRight = i - (8 - right.length);
            String group = i < left.length ? left[i] : fromRight >= 0 ? right[fromRight] : "0";
            String trimmed = group.replaceFirst("^0+(?=.)", "").toLowerCase(Locale.ROOT);
            key.append(trimmed).append(':');
        }
        return key.append(":/64").toString();
    }

    /** An attempt under way. Closing it without a verdict, such as when the database is away, takes it back. */
    public final class Attempt implements AutoCloseable {

        private final Pair pair;
        private final Counter first;
        private final Counter second;
        private boolean decided;

        private Attempt(Pair pair, Counter first, Counter second) {
            this.pair = pair;
            this.first = first;
            this.second = second;
        }

        /** The password was wrong. */
        public void failed() {
            decided = true;
        }

        /** The password was right: the address is familiar from now on. */
        public void succeeded() {
            synchronized (LoginThrottle.this) {
                takeBack();
                Familiar known = familiar.computeIfAbsent(pair, key -> new Familiar(new Counter(nanoTime.getAsLong())));
                known.since = nanoTime.getAsLong();
                known.counter.reset();
            }
        }

        @Override
        public void close() {
            synchronized (LoginThrottle.this) {
                takeBack();
            }
        }

        private void takeBack() {
            if (!decided) {
                decided = true;
                first.takeBack(nanoTime.getAsLong());
                if (second != first) {
                    second.takeBack(nanoTime.getAsLong());
                }
            }
        }
    }

    /** Must wait; the message says how long. */
    public static final class Throttled extends VmsException {

        private final boolean newlySo;

        private Throttled(long waitNanos, Instant retryAt, boolean newlySo) {
            super(
                    ErrorCode.THROTTLED,
                    "Too many failed logins; try again in "
                            + Math.max(
                                    1,
                                    Duration.ofNanos(waitNanos)
                                            .plusNanos(999_999_999)
                                            .toSeconds()) + " s",
                    retryAt);
            this.newlySo = newlySo;
        }

        /** Whether this is the first refusal of its waiting time: the one to write down. */
        public boolean newlySo() {
            return newlySo;
        }
    }

    private record Limit(int freeFailures, long longestNanos) {}

    private record Pair(String account, String address) {}

    private static final class Familiar {
        private final Counter counter;
        private long since;

        private Familiar(Counter counter) {
            this.counter = counter;
        }
    }

    /** Failures of late. Guarded by the throttle. */
    private static final class Counter {
        private int failures;
        private long lastAt;
        private long blockedUntil;
        private boolean refused;

        private Counter(long now) {
            this.lastAt = now;
            this.blockedUntil = now;
        }

        /** How long it must wait, without being counted; 0 when it need not and was counted. */
        private long count(Limit limit, long now) {
            if (now - blockedUntil < 0) {
                return blockedUntil - now;
            }
            if (now - lastAt > FORGET_NANOS) {
                failures = 0;
            }
            failures++;
            lastAt = now;
            refused = false;
            if (failures > limit.freeFailures) {
                // The shift is bounded so that it cannot overflow.
                int doublings = Math.min(failures - limit.freeFailures - 1, 20);
                blockedUntil = now + Math.min(Duration.ofSeconds(1).toNanos() << doublings, limit.longestNanos);
            } else {
                blockedUntil = now;
            }
            return 0;
        }

        /** Notes a refusal; whether it is the first of this waiting time. */
        private boolean refuse() {
            boolean newlySo = !refused;
            refused = true;
            return newlySo;
        }

        private void takeBack(long now) {
            failures = Math.max(0, failures - 1);
            blockedUntil = now;
        }

        private void reset() {
            failures = 0;
            blockedUntil = lastAt;
        }
    }

    /** Forgets what was not used for longest. */
    private static final class Latest<K, V> extends LinkedHashMap<K, V> {

        private Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST_COUNTERS;
        }
    }
}
