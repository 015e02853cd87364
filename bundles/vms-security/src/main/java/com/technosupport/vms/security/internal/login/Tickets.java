package com.technosupport.vms.security.internal.login;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Words that open one WebSocket each, in memory alone. They live 30 s by the monotonic clock, and no longer than the session
 * that asked for them: that is looked at when they are redeemed. Bounded in all and for each session, so that one viewer can't
 * use up the places of all. Safe for use by several threads.
 */
final class Tickets {

    static final int MOST_OF_SESSION = 16;
    static final int MOST = 4096;
    private static final long LIFETIME_NANOS = Duration.ofSeconds(30).toNanos();

    private final SecureRandom random;
    private final LongSupplier nanoTime;

    /** In the order of issue, thus of expiry. */
    private final Map<Digest, Ticket> tickets = new LinkedHashMap<>();

    Tickets(SecureRandom random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** @throws VmsException {@link ErrorCode#BUSY} */
    synchronized String issue(Digest session) {
        long now = nanoTime.getAsLong();
        tickets.values().removeIf(ticket -> now - ticket.expiresAtNanos >= 0);
        makeRoomFor(session);
        if (tickets.size() >= MOST) {
            throw new VmsException(ErrorCode.BUSY, "Too many connections are being opened; try again in a moment");
        }
        String word = Secret.TICKET.next(random);
        tickets.put(Secret.digest(word), new Ticket(session, now + LIFETIME_NANOS));
        return word;
    }

    private void makeRoomFor(Digest session) {
        long held = tickets.values().stream()
                .filter(ticket -> ticket.session.equals(session))
                .count();
        if (held < MOST_OF_SESSION) {
            return;
        }
        for (Iterator<Ticket> each = tickets.values().iterator(); each.hasNext(); ) {
            if (each.next().session.equals(session)) {
                each.remove();
                return;
            }
        }
    }

    /** The session that asked for it; the ticket is spent. */
    Optional<Digest> redeem(String word) {
        if (Secret.kindOf(word).filter(Secret.TICKET::equals).isEmpty()) {
            return Optional.empty();
        }
        Digest digest = Secret.digest(word);
        synchronized (this) {
            return Optional.ofNullable(tickets.remove(digest))
                    .filter(ticket -> nanoTime.getAsLong() - ticket.expiresAtNanos < 0)
                    .map(Ticket::session);
        }
    }

    private record Ticket(Digest session, long expiresAtNanos) {}
}
