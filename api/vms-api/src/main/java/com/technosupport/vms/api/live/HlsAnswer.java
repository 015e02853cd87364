package com.technosupport.vms.api.live;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a player gets.
 *
 * @param body to be sent one behind the other; read-only, and shared: to be read through a duplicate
 * @param lifetime how long the player may keep it; zero where it must ask again
 */
public record HlsAnswer(String contentType, List<ByteBuffer> body, Duration lifetime) {

    public HlsAnswer {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(lifetime, "lifetime");
        body = List.copyOf(body);
    }

    /** Bytes of the body. */
    public long size() {
        return body.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
