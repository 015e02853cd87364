package com.technosupport.vms.playback.internal.recode;

import static com.technosupport.vms.playback.internal.recode.Libav.present;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import com.technosupport.vms.playback.internal.footage.Packets;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Packets of which those of one stream are coded anew, and the others pass. */
abstract class RecodedPackets implements Packets {

    final Packets inner;

    /** Of the stream that is coded anew; opened by the subclass and freed here. */
    AVCodecContext decoder;

    AVCodecContext encoder;

    /** Holds what the stream is described by. */
    AVFormatContext holder;

    AVFrame decoded;
    private final Deque<AVPacket> ready = new ArrayDeque<>();
    private AVPacket current;
    private boolean ended;

    /** @param inner closed with this */
    RecodedPackets(Packets inner) {
        this.inner = inner;
    }

    /** Whether one of the inner packets is to be coded anew. */
    abstract boolean isTaken(AVPacket packet);

    /** Decodes and codes it, and calls {@link #receive} for what comes of it. */
    abstract void take(AVPacket packet) throws IOException;

    /** Has decoder and encoder give what they kept, as {@link #take}. */
    abstract void finish() throws IOException;

    /** Completes what the encoder gave; false where it is no packet to be given. */
    abstract boolean complete(AVPacket coded);

    @Override
    public AVPacket next() throws IOException {
        free();
        while (ready.isEmpty() && !ended) {
            AVPacket packet = inner.next();
            if (packet == null) {
                ended = true;
                finish();
            } else if (isTaken(packet)) {
                take(packet);
            } else {
                AVPacket kept = present(av_packet_alloc(), "memory");
                av_packet_move_ref(kept, packet);
                ready.add(kept);
            }
        }
        current = ready.poll();
        return current;
    }

    final void receive() throws IOException {
        while (true) {
            AVPacket coded = present(av_packet_alloc(), "memory");
            if (avcodec_receive_packet(encoder, coded) < 0) {
                av_packet_free(coded);
                return;
            }
            if (complete(coded)) {
                ready.add(coded);
            } else {
                av_packet_free(coded);
            }
        }
    }

    private void free() {
        if (current != null) {
            av_packet_free(current);
            current = null;
        }
    }

    @Override
    public void close() throws IOException {
        ready.forEach(packet -> av_packet_free(packet));
        ready.clear();
        free();
        if (decoded != null) {
            av_frame_free(decoded);
            decoded = null;
        }
        if (decoder != null) {
            avcodec_free_context(decoder);
            decoder = null;
        }
        if (encoder != null) {
            avcodec_free_context(encoder);
            encoder = null;
        }
        if (holder != null) {
            avformat_free_context(holder);
            holder = null;
        }
        inner.close();
    }
}
