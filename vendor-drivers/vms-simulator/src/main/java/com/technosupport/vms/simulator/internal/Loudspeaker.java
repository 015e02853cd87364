package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.HeardSpeech;
import java.nio.ByteBuffer;

/** A device's loudspeaker: one speaks at a time, in G.711 (ITU-T), and what is said is measured. Thread-safe. */
public final class Loudspeaker {
    private Object talker;
    private long talks;
    private long refused;
    private long samples;
    private double squares;
    private long lost;

    /** Takes a call; false while another speaks. */
    public synchronized boolean take(Object caller) {
        if (talker != null && talker != caller) {
            refused++;
            return false;
        }
        talks += talker == null ? 1 : 0;
        talker = caller;
        return true;
    }

    /** Ends a call, if it is that caller's. */
    public synchronized void release(Object caller) {
        if (talker == caller) {
            talker = null;
        }
    }

    /** Says something, a byte a sample; of nobody but who called. */
    public synchronized void say(Object caller, boolean aLaw, ByteBuffer speech) {
        while (speech.hasRemaining()) {
            byte code = speech.get();
            if (talker == caller) {
                double sample = (aLaw ? aLaw(code) : uLaw(code)) / 32768.0;
                samples++;
                squares += sample * sample;
            }
        }
    }

    public synchronized void lost(int packets) {
        lost += packets;
    }

    public synchronized HeardSpeech heard() {
        return new HeardSpeech(talks, refused, talker != null, samples, samples == 0 ? 0 : squares / samples, lost);
    }

    private static int uLaw(byte code) {
        int bits = ~code;
        int size = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
        return (bits & 0x80) != 0 ? -size : size;
    }

    private static int aLaw(byte code) {
        int bits = code ^ 0x55;
        int segment = (bits & 0x70) >> 4;
        int step = ((bits & 0x0f) << 4) + 8;
        int size = segment == 0 ? step : (step + 0x100) << (segment - 1);
        return (bits & 0x80) != 0 ? size : -size;
    }
}
