package com.technosupport.vms.frames.internal;

import com.technosupport.vms.api.media.Packet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When the pictures of a track came in, had nothing held them up: whoever reads a busy connection late finds several at once, and all
 * would seem to be of one moment. The one that came soonest by its timestamp says when the others would have. The soonest of the latest
 * five to ten seconds counts, because the clocks of cameras run a little fast or slow. Used by one thread at a time.
 */
public final class Arrivals {

    private static final long WINDOW_MICROS = 5_000_000;

    /** Nothing is held up for so long: a clock was set, or the timestamps begin anew. */
    private static final long MOST_MICROS = 2_000_000;

    private final int clockRate;
    private boolean begun;
    private long origin;
    private long windowEnd;
    private long soonest;
    private long soonestBefore;

    /** @param clockRate ticks of a second */
    public Arrivals(int clockRate) {
        this.clockRate = clockRate;
    }

    /** Takes the next picture, and says when it would have come in. */
    public Instant take(Packet packet) {
        if (!begun) {
            begin(packet);
        }
        long media = media(packet);
        long delay = delay(packet, media);
        if (delay - Math.min(soonest, soonestBefore) > MOST_MICROS || media < windowEnd - 2 * WINDOW_MICROS) {
            begin(packet);
            return packet.arrival();
        }
        if (media >= windowEnd) {
            soonestBefore = soonest;
            soonest = delay;
            windowEnd = media + WINDOW_MICROS;
        }
        soonest = Math.min(soonest, delay);
        return of(packet);
    }

    /** When a picture would have come in that was taken lately, by what came after it too. */
    public Instant of(Packet packet) {
        long held = delay(packet, media(packet)) - Math.min(soonest, soonestBefore);
        return held <= 0 || held > MOST_MICROS
                ? packet.arrival()
                : packet.arrival().minus(held, ChronoUnit.MICROS);
    }

    private void begin(Packet packet) {
        begun = true;
        origin = packet.dts();
        soonest = delay(packet, 0);
        soonestBefore = soonest;
        windowEnd = WINDOW_MICROS;
    }

    /** The timestamp, from the first picture's on. */
    private long media(Packet packet) {
        return (packet.dts() - origin) * 1_000_000 / clockRate;
    }

    private static long delay(Packet packet, long media) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, packet.arrival()) - media;
    }
}
