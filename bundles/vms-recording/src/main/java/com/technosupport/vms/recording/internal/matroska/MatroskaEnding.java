package com.technosupport.vms.recording.internal.matroska;

import com.technosupport.vms.api.recording.KeyFrameIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ends a file: what the muxer's trailer would do, from the clusters that are there, so that a file whose writer was killed is ended in
 * the same way as any other. What is torn is cut off; cues go behind the last whole cluster; duration and seek head go where the muxer
 * left room for them; the segment's length comes last, and says that all of it is done. Killed on the way, it can be done again.
 */
public final class MatroskaEnding {

    private static final int LEAST_BLANK = 9;

    private MatroskaEnding() {}

    /**
     * Ends a file, or leaves one alone that was ended already.
     *
     * @return what it has now
     * @throws IOException also when it is not a file of ours
     */
    public static MatroskaFile end(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MatroskaFile found = MatroskaFile.read(channel);
            if (!found.finished()
                    && found.label().isPresent()
                    && found.keyFrames().size() > 0) {
                end(channel, found);
            }
            return found;
        }
    }

    private static void end(FileChannel channel, MatroskaFile file) throws IOException {
        MatroskaFile.Layout layout = file.layout();
        channel.truncate(file.end());
        byte[] cues = cues(file.keyFrames(), layout);
        write(channel, cues, file.end());
        // Before anything points there.
        channel.force(true);
        if (layout.duration() >= 0) {
            byte[] duration = ByteBuffer.allocate(11)
                    .putShort((short) Ebml.DURATION)
                    .put((byte) 0x88)
                    .putDouble((double) file.milliseconds())
                    .array();
            write(channel, duration, layout.duration());
        }
        seekHead(channel, layout, file.end());
        channel.force(false);
        long length = file.end() + cues.length - layout.data();
        write(
                channel,
                ByteBuffer.allocate(8).putLong(0x0100_0000_0000_0000L | length).array(),
                layout.segmentSize());
        channel.force(false);
    }

    private static byte[] cues(KeyFrameIndex keyFrames, MatroskaFile.Layout layout) {
        ByteArrayOutputStream points = new ByteArrayOutputStream();
        long last = -1;
        for (int i = 0; i < keyFrames.size(); i++) {
            long position = keyFrames.position(i);
            if (position != last) {
                last = position;
                points.writeBytes(Ebml.element(
                        Ebml.CUE_POINT,
                        Ebml.element(Ebml.CUE_TIME, Ebml.unsigned(keyFrames.time(i))),
                        Ebml.element(
                                Ebml.CUE_TRACK_POSITIONS,
                                Ebml.element(Ebml.CUE_TRACK, Ebml.unsigned(layout.videoTrack())),
                                Ebml.element(Ebml.CUE_CLUSTER_POSITION, Ebml.unsigned(position - layout.data())))));
            }
        }
        return Ebml.element(Ebml.CUES, points.toByteArray());
    }

    private static void seekHead(FileChannel channel, MatroskaFile.Layout layout, long cues) throws IOException {
        ByteArrayOutputStream seeks = new ByteArrayOutputStream();
        seek(seeks, Ebml.INFO, layout.info(), layout);
        seek(seeks, Ebml.TRACKS, layout.tracks(), layout);
        seek(seeks, Ebml.TAGS, layout.tags(), layout);
        seek(seeks, Ebml.CUES, cues, layout);
        byte[] head = Ebml.element(Ebml.SEEK_HEAD, seeks.toByteArray());
        int blank = layout.reservedBytes() - head.length;
        if (layout.reserved() < 0 || blank < LEAST_BLANK) {
            return;
        }
        ByteBuffer both = ByteBuffer.allocate(layout.reservedBytes()).put(head).put(Ebml.blank(blank));
        write(channel, both.array(), layout.reserved());
    }

    private static void seek(ByteArrayOutputStream seeks, int id, long position, MatroskaFile.Layout layout) {
        if (position >= 0) {
            seeks.writeBytes(Ebml.element(
                    Ebml.SEEK,
                    Ebml.element(Ebml.SEEK_ID, Ebml.idBytes(id)),
                    Ebml.element(Ebml.SEEK_POSITION, Ebml.unsigned(position - layout.data()))));
        }
    }

    private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left, position + left.position());
        }
    }
}
