package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.live.webrtc.internal.dtls.SrtpKeyMaterial;
import com.technosupport.vms.live.webrtc.internal.sdp.RemotePeer;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** What goes over a {@link Session}'s connection. */
interface Content {

    /** Keys are agreed. */
    void established(Session session, RemotePeer peer, SrtpKeyMaterial keys) throws GeneralSecurityException;

    /** What is not as the viewer asked for. By the thread of events, when it tells of the connection. */
    LiveReason omitted();

    /** The session counts as connected, which is told next. Called after {@link #established}, by the same thread. */
    void begin();

    /** An enciphered RTCP packet of the viewer, by the network thread. The bytes may be changed. */
    void rtcp(byte[] bytes, int length) throws GeneralSecurityException;

    /** An enciphered RTP packet of the viewer, by the network thread. The bytes may be changed. */
    void rtp(byte[] bytes, int length) throws GeneralSecurityException;

    /** About once a second while connected, by the network thread: why the session cannot go on; empty when it can. */
    Optional<LiveReason> trouble(long now);

    /** The session ended. Called once, by the thread that tells events. */
    void dispose();
}
