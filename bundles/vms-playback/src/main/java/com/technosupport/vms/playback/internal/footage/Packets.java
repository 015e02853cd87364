package com.technosupport.vms.playback.internal.footage;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** Packets of a video stream and perhaps a sound, as they were recorded or coded anew. Not safe for use by several threads. */
public interface Packets extends AutoCloseable {

    AVStream video();

    Optional<AVStream> sound();

    /** The next packet that has a time; it is valid until the next call. Null at the end, or where the file is damaged. */
    AVPacket next() throws IOException;

    boolean isVideo(AVPacket given);

    boolean isSound(AVPacket given);

    /** Milliseconds from the file's beginning to when a packet is shown. */
    long time(AVPacket given);

    @Override
    void close() throws IOException;
}
