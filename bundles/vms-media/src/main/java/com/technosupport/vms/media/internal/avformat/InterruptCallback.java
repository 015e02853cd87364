package com.technosupport.vms.media.internal.avformat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg's way to ask whether to give up (AVIOInterruptCB). JavaCPP makes few native functions for a class of callbacks, so all
 * streams share one, told apart by the opaque pointer, which is a number and points nowhere.
 */
final class InterruptCallback extends AVIOInterruptCB.Callback_Pointer {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<Long, Interruption> STREAMS = new ConcurrentHashMap<>();

    // Held for good: FFmpeg knows its native side only.
    private static final InterruptCallback SHARED = new InterruptCallback();

    /** A number in the place of a pointer. */
    private static final class Key extends Pointer {
        Key(long number) {
            address = number;
        }
    }

    private InterruptCallback() {}

    /** Lets {@code context} ask; returns the number to {@link #forget}. */
    static long attach(AVFormatContext context, Interruption interruption) {
        long number = NUMBERS.incrementAndGet();
        STREAMS.put(number, interruption);
        context.interrupt_callback().callback(SHARED);
        context.interrupt_callback().opaque(new Key(number));
        return number;
    }

    static void forget(long number) {
        STREAMS.remove(number);
    }

    @Override
    public int call(Pointer opaque) {
        Interruption interruption = opaque == null ? null : STREAMS.get(opaque.address());
        return interruption == null || interruption.isOver() ? 1 : 0;
    }
}
