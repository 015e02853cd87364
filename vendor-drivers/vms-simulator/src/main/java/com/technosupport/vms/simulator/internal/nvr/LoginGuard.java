package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.net.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Checks log-ins over HTTP, by any of a recorder's ways, and locks the account after five wrong ones in a row. Thread-safe. */
public final class LoginGuard {
    /** How many wrong log-ins in a row lock the account. */
    public static final int ATTEMPTS = 5;

    /** What became of a request's credentials. */
    public enum Verdict {
        GOOD,
        /** None were given: the client is to be told how. */
        NONE,
        WRONG,
        /** They are right but for the nonce's age. */
        STALE,
        /** Nobody gets in, whatever the password. */
        LOCKED
    }

    private record Shape(Set<AuthScheme> schemes, HttpAuth.Qop qop) {}

    private final NvrState state;
    private final Supplier<String> realm;
    private final Set<AuthScheme> schemes;
    private final Duration nonceLifetime;
    private final Clock clock;
    private final BooleanSupplier refusesAll;
    private final Map<Shape, HttpAuth> auths = new HashMap<>();
    private int failures;
    private int inARow;
    private Instant lockedUntil = Instant.MIN;

    /** @param refusesAll whether no password is right for now */
    public LoginGuard(
            NvrState state,
            Supplier<String> realm,
            Set<AuthScheme> schemes,
            Duration nonceLifetime,
            Clock clock,
            BooleanSupplier refusesAll) {
        this.state = state;
        this.realm = realm;
        this.schemes = Set.copyOf(schemes);
        this.nonceLifetime = nonceLifetime;
        this.clock = clock;
        this.refusesAll = refusesAll;
    }

    /** Checks a request's header, and counts. */
    public Verdict check(Request request) {
        if (!lockedFor().isZero()) {
            return Verdict.LOCKED;
        }
        if (request.header("authorization").isEmpty() || state.has(NvrQuirk.SESSION_ONLY)) {
            return Verdict.NONE;
        }
        HttpAuth.Result result = refusesAll() ? HttpAuth.Result.BAD : auth().check(request);
        return switch (result) {
            case GOOD -> {
                succeeded();
                yield Verdict.GOOD;
            }
            case STALE -> Verdict.STALE;
            case BAD -> {
                failed();
                yield lockedFor().isZero() ? Verdict.WRONG : Verdict.LOCKED;
            }
        };
    }

    /** The values of WWW-Authenticate; none where only a session gets in. */
    public List<String> challenges(boolean stale) {
        return state.has(NvrQuirk.SESSION_ONLY) ? List.of() : auth().challenges(stale);
    }

    private synchronized HttpAuth auth() {
        Set<AuthScheme> now = EnumSet.copyOf(schemes);
        if (state.has(NvrQuirk.BASIC_ONLY)) {
            now = EnumSet.of(AuthScheme.BASIC);
        } else if (state.has(NvrQuirk.SHA256_FIRST)) {
            now = EnumSet.of(AuthScheme.DIGEST_SHA256, AuthScheme.DIGEST_MD5);
        }
        HttpAuth.Qop qop = HttpAuth.Qop.AUTH;
        if (state.has(NvrQuirk.NO_QOP)) {
            qop = HttpAuth.Qop.NONE;
        } else if (state.has(NvrQuirk.QOP_AUTH_INT)) {
            qop = HttpAuth.Qop.AUTH_INT;
        }
        return auths.computeIfAbsent(
                new Shape(now, qop),
                shape -> new HttpAuth(
                        realm, state.device()::credentials, shape.schemes(), shape.qop(), true, nonceLifetime));
    }

    /** Whether no password is right for now. */
    public boolean refusesAll() {
        return refusesAll.getAsBoolean();
    }

    public synchronized void succeeded() {
        inARow = 0;
    }

    public synchronized void failed() {
        failures++;
        inARow++;
        if (inARow >= ATTEMPTS) {
            lock(state.settings().lockTime());
        }
    }

    /** How many wrong log-ins are left before the account is locked. */
    public synchronized int attemptsLeft() {
        return ATTEMPTS - inARow;
    }

    /** For how much longer the account is locked; zero when it is not. */
    public synchronized Duration lockedFor() {
        Instant now = clock.instant();
        return now.isBefore(lockedUntil) ? Duration.between(now, lockedUntil) : Duration.ZERO;
    }

    public synchronized void lock(Duration time) {
        lockedUntil = clock.instant().plus(time);
        inARow = 0;
    }

    public synchronized void unlock() {
        lockedUntil = Instant.MIN;
        inARow = 0;
    }

    public synchronized int failures() {
        return failures;
    }
}
