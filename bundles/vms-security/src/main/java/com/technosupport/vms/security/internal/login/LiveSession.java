package com.technosupport.vms.security.internal.login;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore.TokenRecord;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session or an API token as it was last read from the database, and whose it is. Safe for use by several threads.
 */
final class LiveSession {

    private final Digest digest;
    private final TokenRecord token;
    private final Caller caller;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Instant expiresAt;
    private volatile long checkedAtNanos;

    LiveSession(Digest digest, TokenRecord token, Caller caller, long nowNanos) {
        this.digest = digest;
        this.token = token;
        this.caller = caller;
        this.expiresAt = token.expiresAt();
        this.checkedAtNanos = nowNanos;
    }

    /**
     * What the user may do, and no more than the token's scope. The scope limits the deeds and not the sight: a token of an
     * administrator with the scope VIEWER watches every camera.
     *
     * @param granted all cameras that were granted to the user
     */
    static Caller callerOf(UserRecord user, TokenRecord token, Set<CameraId> granted) {
        Role role = user.role().includes(token.scope()) ? token.scope() : user.role();
        boolean seesAll = user.role() == Role.ADMIN;
        return new Caller(
                user.id(), user.username(), role, user.mustChangePassword(), seesAll, seesAll ? Set.of() : granted);
    }

    /** The newer state of the same session. The caller stays the same object while it is equal. */
    LiveSession with(TokenRecord newToken, Caller newCaller, long nowNanos) {
        LiveSession newer = new LiveSession(digest, newToken, newCaller.equals(caller) ? caller : newCaller, nowNanos);
        // An extension may be on its way to the database.
        if (expiresAt.isAfter(newer.expiresAt)) {
            newer.expiresAt = expiresAt;
        }
        return newer;
    }

    Digest digest() {
        return digest;
    }

    TokenRecord token() {
        return token;
    }

    Caller caller() {
        return caller;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    void extendTo(Instant end) {
        expiresAt = end;
    }

    long checkedAtNanos() {
        return checkedAtNanos;
    }

    void checkedAt(long nanos) {
        checkedAtNanos = nanos;
    }

    /** Whether the calling thread is now the one that refreshes it. */
    boolean startRefresh() {
        return refreshing.compareAndSet(false, true);
    }

    void endRefresh() {
        refreshing.set(false);
    }
}
