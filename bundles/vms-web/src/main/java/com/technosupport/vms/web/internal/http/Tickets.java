package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.Caller;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * WebSocket tickets, and which session each was issued for, so that the socket ends with that session. What a ticket is
 * worth is the access control's to say; here is only a bounded note.
 */
final class Tickets {

    private static final int MAX_NOTES = 4096;
    private static final long LIFETIME_NANOS = 60_000_000_000L;

    private record Note(String token, long issued) {}

    private final Map<String, Note> notes = new LinkedHashMap<>();

    String issue(AccessControl access, Identity identity) {
        String ticket = access.issueTicket(identity.caller());
        identity.token().ifPresent(token -> remember(ticket, token));
        return ticket;
    }

    Optional<Identity> redeem(AccessControl access, String ticket) {
        Optional<Caller> caller = access.redeemTicket(ticket);
        Optional<String> token = forget(ticket);
        return caller.map(who -> new Identity(who, token, false));
    }

    private synchronized void remember(String ticket, String token) {
        long now = System.nanoTime();
        Iterator<Note> oldest = notes.values().iterator();
        while (oldest.hasNext()) {
            if (now - oldest.next().issued() < LIFETIME_NANOS && notes.size() < MAX_NOTES) {
                break;
            }
            oldest.remove();
        }
        notes.put(ticket, new Note(token, now));
    }

    private synchronized Optional<String> forget(String ticket) {
        return Optional.ofNullable(notes.remove(ticket)).map(Note::token);
    }
}
