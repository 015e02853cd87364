package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.live.webrtc.internal.ice.IceAnswers;
import com.technosupport.vms.live.webrtc.internal.ice.PacketHandler;
import com.technosupport.vms.live.webrtc.internal.ice.Path;
import com.technosupport.vms.live.webrtc.internal.ice.StunRequest;
import com.technosupport.vms.live.webrtc.internal.rtp.RtcpReader;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the session that a packet is for: a connectivity check by the user fragment in it, everything else by the path that such a
 * check has proved. What fits no session is dropped without an answer, so that nobody can make this server send to a third, and
 * a stranger leaves nothing behind.
 */
final class Demultiplexer implements PacketHandler {

    /** A browser checks from each of its addresses, and keeps to one. */
    private static final int MAX_PATHS = 8;

    private final Runnable ticker;
    private final Map<String, Session> byFragment = new ConcurrentHashMap<>();
    /** These two belong to the network thread. */
    private final Map<Path, Session> byPath = new HashMap<>();

    private final Map<Session, List<Path>> paths = new HashMap<>();

    /**
     * @param ticker called about once a second by the network thread
     */
    Demultiplexer(Runnable ticker) {
        this.ticker = ticker;
    }

    /** From any thread. */
    void add(Session session) {
        byFragment.put(session.credentials().fragment(), session);
    }

    /** From any thread; its paths are forgotten at the next tick. */
    void remove(Session session) {
        byFragment.remove(session.credentials().fragment());
    }

    @Override
    public void packet(Path path, byte[] bytes, int length) {
        if (StunRequest.matches(bytes, length)) {
            StunRequest.parse(bytes, length).ifPresent(request -> check(path, request));
            return;
        }
        Session session = byPath.get(path);
        if (session == null) {
            return;
        }
        int first = bytes[0] & 0xff;
        if (first >= 20 && first <= 63) {
            session.dtls(bytes, length);
            return;
        }
        try {
            if (RtcpReader.matches(bytes, length)) {
                session.rtcp(bytes, length);
            } else if (first >= 128 && first <= 191) {
                session.rtp(bytes, length);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot decipher", e);
        }
    }

    private void check(Path path, StunRequest request) {
        Session session = byFragment.get(request.localFragment());
        if (session == null
                || !request.isAuthentic(session.credentials().password())
                || !session.mayBe(request.remoteFragment())) {
            return;
        }
        if (IceAnswers.answer(request, path, session.credentials())) {
            path.validated();
            remember(session, path);
            session.checked(path, request.useCandidate(), System.nanoTime());
        }
    }

    private void remember(Session session, Path path) {
        Session before = byPath.put(path, session);
        if (before == session) {
            return;
        }
        if (before != null) {
            // The same socket of a browser, for a session after the last.
            paths.getOrDefault(before, new ArrayList<>()).remove(path);
        }
        List<Path> own = paths.computeIfAbsent(session, unseen -> new ArrayList<>());
        own.add(path);
        if (own.size() > MAX_PATHS) {
            Path oldest = own.get(own.get(0).equals(session.path()) ? 1 : 0);
            own.remove(oldest);
            byPath.remove(oldest);
            oldest.release();
        }
    }

    @Override
    public void pathClosed(Path path) {
        Session session = byPath.remove(path);
        if (session != null && paths.containsKey(session)) {
            paths.get(session).remove(path);
        }
    }

    @Override
    public void tick() {
        ticker.run();
        paths.entrySet().removeIf(entry -> {
            Session session = entry.getKey();
            if (byFragment.containsKey(session.credentials().fragment())) {
                return false;
            }
            for (Path path : entry.getValue()) {
                byPath.remove(path, session);
                path.release();
            }
            return true;
        });
    }
}
