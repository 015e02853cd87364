package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.srtp.RtpUnprotector;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Puts a viewer's PCMU or PCMA packets in order and cuts them into frames of 20 ms. A packet that is late is waited for until four
 * behind it have come. Not safe for use by several threads.
 */
public final class SoundReceiver {

    /** 20 ms of 8 kHz, a byte each. */
    public static final int FRAME = 160;

    private static final int MAX_WAITING = 4;
    /** A step larger than this is the sender starting anew. */
    private static final int MAX_AHEAD = 100;
    /** Nobody sends more than 200 ms at once. */
    private static final int MAX_PAYLOAD = 10 * FRAME;

    private record Piece(Codec codec, byte[] data) {}

    private final Map<Integer, Codec> codecs;
    private final BiConsumer<Codec, byte[]> output;
    private final NavigableMap<Long, Piece> waiting = new TreeMap<>();
    /** Sequence number of the next packet, without wrap; -1 before the first. */
    private long next = -1;

    private final byte[] frame = new byte[FRAME];
    private int filled;
    private Codec filledWith;

    /**
     * @param codecs by payload type
     * @param output takes each frame, which is its own
     */
    public SoundReceiver(Map<Integer, Codec> codecs, BiConsumer<Codec, byte[]> output) {
        this.codecs = Map.copyOf(codecs);
        this.output = output;
    }

    /** Takes an RTP packet, deciphered and whole; what is malformed is passed over. */
    public void packet(byte[] packet, int length) {
        int header = RtpUnprotector.headerLength(packet, length);
        if (header < 0) {
            return;
        }
        int end = length;
        if ((packet[0] & 0x20) != 0 && length > header) {
            end -= packet[length - 1] & 0xff;
        }
        Codec codec = codecs.get(packet[1] & 0x7f);
        if (codec == null || end <= header || end - header > MAX_PAYLOAD) {
            return;
        }
        int number = BigEndian.u16(packet, 2);
        long sequence = next < 0 ? number : next + (short) (number - (int) next);
        if (next < 0 || Math.abs(sequence - next) > MAX_AHEAD) {
            flush();
            next = number;
            sequence = number;
        }
        if (sequence < next) {
            return;
        }
        waiting.put(sequence, new Piece(codec, Arrays.copyOfRange(packet, header, end)));
        drain();
    }

    private void drain() {
        while (!waiting.isEmpty()) {
            long first = waiting.firstKey();
            if (first != next) {
                if (waiting.size() <= MAX_WAITING) {
                    return;
                }
                // It is lost; what was begun before it does not fit to what comes.
                filled = 0;
            }
            next = first + 1;
            cut(waiting.remove(first));
        }
    }

    private void flush() {
        waiting.values().forEach(this::cut);
        waiting.clear();
        filled = 0;
    }

    private void cut(Piece piece) {
        if (piece.codec() != filledWith) {
            filledWith = piece.codec();
            filled = 0;
        }
        byte[] data = piece.data();
        for (int at = 0; at < data.length; ) {
            int count = Math.min(FRAME - filled, data.length - at);
            System.arraycopy(data, at, frame, filled, count);
            filled += count;
            at += count;
            if (filled == FRAME) {
                output.accept(filledWith, frame.clone());
                filled = 0;
            }
        }
    }
}
