package com.technosupport.vms.live.webrtc.internal.sdp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.dtls.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a viewer's SDP tells of the viewer.
 *
 * @param payloadTypes of every codec that was agreed on, for picture and sound
 * @param playoutDelayExtension its number; empty when the viewer does not know it
 * @param iceFragment of the viewer
 * @param fingerprints of its certificate; one of them must fit
 * @param omitted what it asked for and does not get, in words; else empty
 */
public record RemotePeer(
        Map<Codec, Integer> payloadTypes,
        OptionalInt playoutDelayExtension,
        String iceFragment,
        List<Fingerprint> fingerprints,
        String omitted) {

    static final String PLAYOUT_DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";

    public RemotePeer {
        payloadTypes = Map.copyOf(payloadTypes);
        fingerprints = List.copyOf(fingerprints);
    }

    /** Whether some sound was agreed on. */
    public boolean hears() {
        return payloadTypes.keySet().stream().anyMatch(codec -> codec.kind() == Codec.Kind.AUDIO);
    }

    /** Reads what both an offer and an answer have, where a section has its own transport, or the common one. */
    static RemotePeer of(
            SessionDescription description, MediaSection section, Map<Codec, Integer> payloadTypes, String omitted) {
        return of(description, section, section, payloadTypes, omitted);
    }

    /**
     * The same, of two sections.
     *
     * @param transport the section by whose transport all goes
     */
    static RemotePeer of(
            SessionDescription description,
            MediaSection section,
            MediaSection transport,
            Map<Codec, Integer> payloadTypes,
            String omitted) {
        if (!section.has("rtcp-mux") && description.values("rtcp-mux").isEmpty()) {
            throw SessionDescription.invalid("The SDP does not allow RTP and RTCP on one port (rtcp-mux)");
        }
        String fragment = description
                .effective(transport, "ice-ufrag")
                .filter(text -> text.matches("[A-Za-z0-9+/]{4,256}"))
                .orElseThrow(() -> SessionDescription.invalid("The SDP has no ICE user fragment"));
        List<Fingerprint> fingerprints = description.effectiveAll(transport, "fingerprint").stream()
                .limit(8)
                .map(Fingerprint::parse)
                .flatMap(Optional::stream)
                .toList();
        if (fingerprints.isEmpty()) {
            throw SessionDescription.invalid("The SDP has no certificate fingerprint by SHA-256 or better");
        }
        return new RemotePeer(payloadTypes, playoutDelay(section), fragment, fingerprints, omitted);
    }

    static OptionalInt playoutDelay(MediaSection section) {
        for (String value : section.values("extmap")) {
            String[] parts = value.split("\\s+");
            // 1 to 14 fit the one-byte form (RFC 8285, section 4.2); a direction may follow the number.
            if (parts.length >= 2
                    && parts[1].equals(PLAYOUT_DELAY)
                    && parts[0].matches("([1-9]|1[0-4])(/(sendrecv|recvonly))?")) {
                return OptionalInt.of(Integer.parseInt(parts[0].split("/", 2)[0]));
            }
        }
        return OptionalInt.empty();
    }
}
