package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.Codec;
import java.util.List;
import java.util.Optional;

/** The tracks of a stream. A change of resolution or codec is a new format. */
public record StreamFormat(List<Track> tracks) {

    public StreamFormat {
        tracks = List.copyOf(tracks);
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).index() != i) {
                throw new IllegalArgumentException("tracks out of order");
            }
        }
    }

    /** The first video track. */
    public Optional<Track> video() {
        return tracks.stream()
                .filter(track -> track.codec().kind() == Codec.Kind.VIDEO)
                .findFirst();
    }

    /** The first audio track. */
    public Optional<Track> audio() {
        return tracks.stream()
                .filter(track -> track.codec().kind() == Codec.Kind.AUDIO)
                .findFirst();
    }
}
