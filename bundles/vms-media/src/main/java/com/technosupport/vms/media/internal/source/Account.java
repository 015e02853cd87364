package com.technosupport.vms.media.internal.source;

import com.technosupport.vms.api.driver.Credential;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is known of one account: one login at a time, until one has succeeded; then all that wait may go. A success counts for
 * some seconds and until a stream breaks, for the password may be another then. A refusal is everybody's.
 */
final class Account {

    private static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SAME_BREATH_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The gate's, guarded by it. */
    int members;

    private final Credential credential;
    private final LongSupplier nanos;
    // One entry for each opening of a source at most.
    private final Queue<Login> waiting = new ArrayDeque<>();
    private Login holder;
    private boolean proven;
    private long provenNanos;
    private long successes;
    private String refusal;
    private long refusedNanos;

    Account(Credential credential, LongSupplier nanos) {
        this.credential = credential;
        this.nanos = nanos;
    }

    Credential credential() {
        return credential;
    }

    synchronized long successes() {
        return successes;
    }

    synchronized void forgive() {
        if (refusal != null && nanos.getAsLong() - refusedNanos >= SAME_BREATH_NANOS) {
            refusal = null;
        }
    }

    void ask(Login login, Login.Answer answer) {
        String no;
        synchronized (this) {
            no = refusal;
            boolean free = isProven() || holder == null || holder == login;
            if (no == null && !credential.isEmpty()) {
                if (!free) {
                    login.answer = answer;
                    waiting.add(login);
                    return;
                }
                holder = isProven() ? holder : login;
                login.trying = true;
            }
        }
        if (no == null) {
            answer.go();
        } else {
            answer.refused(no);
        }
    }

    void accepted(Login login) {
        List<Login.Answer> freed = new ArrayList<>();
        synchronized (this) {
            if (!login.trying) {
                return;
            }
            release(login);
            login.authenticated = true;
            successes++;
            proven = true;
            provenNanos = nanos.getAsLong();
            refusal = null;
            for (Login next : waiting) {
                next.trying = true;
                freed.add(next.taken());
            }
            waiting.clear();
        }
        freed.forEach(Login.Answer::go);
    }

    void refused(Login login, String sentence) {
        List<Login.Answer> spared = new ArrayList<>();
        Login.Answer next = null;
        synchronized (this) {
            if (!login.trying) {
                return;
            }
            release(login);
            if (isProven()) {
                // Another stream was let in just now: this one may not be this user's, or the password is another
                // since.
                proven = false;
                next = next();
            } else {
                refusal = sentence;
                refusedNanos = nanos.getAsLong();
                waiting.forEach(other -> spared.add(other.taken()));
                waiting.clear();
            }
        }
        spared.forEach(answer -> answer.refused(sentence));
        if (next != null) {
            next.go();
        }
    }

    void end(Login login) {
        Login.Answer next;
        synchronized (this) {
            waiting.remove(login);
            release(login);
            next = next();
        }
        if (next != null) {
            next.go();
        }
    }

    synchronized void broke(Login login) {
        if (login.authenticated) {
            login.authenticated = false;
            proven = false;
        }
    }

    private boolean isProven() {
        return proven && nanos.getAsLong() - provenNanos < PROOF_NANOS;
    }

    private void release(Login login) {
        login.trying = false;
        if (holder == login) {
            holder = null;
        }
    }

    /** Whose turn it is now, if nobody has it. */
    private Login.Answer next() {
        if (holder != null || waiting.isEmpty()) {
            return null;
        }
        holder = waiting.remove();
        holder.trying = true;
        return holder.taken();
    }
}
