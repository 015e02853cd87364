package com.technosupport.vms.frames.internal.tap;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final Mailbox mailbox = new Mailbox(false);

    private boolean add(long millis, boolean key) {
        return mailbox.add(
                new Packet(0, millis * 90, millis * 90, Instant.EPOCH.plusMillis(millis), key, new byte[1000]));
    }

    private long next() {
        return ((Packet) mailbox.poll()).pts() / 90;
    }

    @Test
    void whatWaitsTooLongGivesWayToTheNextKeyFrame() {
        mailbox.start(new Track(0, Codec.H264, 90_000, 0, 640, 360, new byte[0]));
        assertThat(mailbox.poll()).isInstanceOf(Mailbox.Started.class);
        for (int millis = 0; millis < 2000; millis += 40) {
            assertThat(add(millis, millis == 0)).isTrue();
        }
        assertThat(next()).isZero();
        assertThat(add(2000, true)).isTrue();
        assertThat(mailbox.dropped()).isEqualTo(49);
        assertThat(next()).isEqualTo(2000);
        // One that keeps up loses nothing.
        for (int millis = 2040; millis < 3000; millis += 40) {
            assertThat(add(millis, false)).isTrue();
        }
        assertThat(add(3000, true)).isTrue();
        assertThat(next()).isEqualTo(2040);
        assertThat(mailbox.dropped()).isEqualTo(49);
    }
}
