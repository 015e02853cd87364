package com.technosupport.vms.session.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.tck.SessionStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemorySessionStoreTest extends SessionStoreContract {

    @Override
    protected SessionStore create() {
        return new MemorySessionStore();
    }

    @Override
    protected void destroy(SessionStore unused) {
        // Garbage.
    }

    @Test
    void whatHasExpiredTakesNoMemory() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
        MemorySessionStore swept = new MemorySessionStore(now::get);
        for (int i = 0; i < 100; i++) {
            swept.put(session(StreamRole.MAIN, "webrtc", false, Instant.EPOCH), Duration.ofSeconds(30));
        }
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(swept.sessions()).isEmpty();
        swept.put(session(StreamRole.MAIN, "webrtc", false, Instant.EPOCH), Duration.ofSeconds(30));
        assertThat(swept.held()).isEqualTo(1);
    }
}
