package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.StreamId;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One request of a player (RFC 8216bis, section 6.2.5).
 *
 * @param audio whether the stream's sound goes with it
 * @param resource a playlist by its name in {@link LiveHls}, or what a playlist names
 * @param mediaSequence {@code _HLS_msn}: answer when the playlist has that segment
 * @param part {@code _HLS_part}: or this part of it, counted from 0; only with a media sequence
 * @param skip {@code _HLS_skip}: the playlist may leave out what the player has
 * @param query what follows each name in a playlist, such as {@code ?role=SUB}; may be empty. Holds no secrets.
 */
public record HlsRequest(
        StreamId stream,
        boolean audio,
        String resource,
        OptionalLong mediaSequence,
        OptionalInt part,
        boolean skip,
        String query) {

    public HlsRequest {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(mediaSequence, "mediaSequence");
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(query, "query");
    }
}
