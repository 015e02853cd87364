package com.technosupport.vms.recording.internal.matroska;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The elements that Matroska is made of (RFC 8794), as far as we read and write them ourselves; ids with their marker bits. */
final class Ebml {

    static final int HEADER = 0x1A45DFA3;
    static final int SEGMENT = 0x18538067;
    static final int SEEK_HEAD = 0x114D9B74;
    static final int SEEK = 0x4DBB;
    static final int SEEK_ID = 0x53AB;
    static final int SEEK_POSITION = 0x53AC;
    static final int INFO = 0x1549A966;
    static final int DURATION = 0x4489;
    static final int DATE_UTC = 0x4461;
    static final int TRACKS = 0x1654AE6B;
    static final int TRACK_ENTRY = 0xAE;
    static final int TRACK_NUMBER = 0xD7;
    static final int TRACK_TYPE = 0x83;
    static final int CODEC_ID = 0x86;
    static final int TAGS = 0x1254C367;
    static final int TAG = 0x7373;
    static final int SIMPLE_TAG = 0x67C8;
    static final int TAG_NAME = 0x45A3;
    static final int TAG_STRING = 0x4487;
    static final int CLUSTER = 0x1F43B675;
    static final int TIMESTAMP = 0xE7;
    static final int SIMPLE_BLOCK = 0xA3;
    static final int BLOCK_GROUP = 0xA0;
    static final int BLOCK = 0xA1;
    static final int CUES = 0x1C53BB6B;
    static final int CUE_POINT = 0xBB;
    static final int CUE_TIME = 0xB3;
    static final int CUE_TRACK_POSITIONS = 0xB7;
    static final int CUE_TRACK = 0xF7;
    static final int CUE_CLUSTER_POSITION = 0xF1;
    static final int VOID = 0xEC;

    /** A size of eight bytes that says "unknown". */
    static final long UNKNOWN_SIZE = 0x01FF_FFFF_FFFF_FFFFL;

    /** An id and a size never take more. */
    static final int LONGEST_HEAD = 12;

    /**
     * The beginning of an element.
     *
     * @param size of its content; -1 when unknown
     * @param head bytes of id and size
     */
    record Head(int id, long size, int head) {

        long whole() {
            return head + size;
        }
    }

    private Ebml() {}

    /** The element that begins at the buffer's position, which stays; null where there is none, or only a part of its head. */
    static Head head(ByteBuffer in) {
        int at = in.position();
        if (!in.hasRemaining()) {
            return null;
        }
        int idLength = Integer.numberOfLeadingZeros(in.get(at) & 0xff) - 23;
        if (idLength > 4 || in.remaining() < idLength + 1) {
            return null;
        }
        int id = 0;
        for (int i = 0; i < idLength; i++) {
            id = (id << 8) | (in.get(at + i) & 0xff);
        }
        int sizeAt = at + idLength;
        int sizeLength = Integer.numberOfLeadingZeros(in.get(sizeAt) & 0xff) - 23;
        if (sizeLength > 8 || in.remaining() < idLength + sizeLength) {
            return null;
        }
        long size = number(in, sizeAt, sizeLength);
        boolean unknown = size == (1L << (7 * sizeLength)) - 1;
        return new Head(id, unknown ? -1 : size, idLength + sizeLength);
    }

    /** A number whose length is told by its first bits; those left out. */
    private static long number(ByteBuffer in, int at, int length) {
        long value = in.get(at) & (0xff >> length);
        for (int i = 1; i < length; i++) {
            value = (value << 8) | (in.get(at + i) & 0xff);
        }
        return value;
    }

    static long unsigned(ByteBuffer in) {
        long value = 0;
        ByteBuffer left = in.duplicate();
        while (left.hasRemaining()) {
            value = (value << 8) | (left.get() & 0xff);
        }
        return value;
    }

    static byte[] unsigned(long value) {
        int length = Math.max(1, (71 - Long.numberOfLeadingZeros(value)) / 8);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> (8 * (length - 1 - i)));
        }
        return bytes;
    }

    static byte[] idBytes(int id) {
        return unsigned(id & 0xffff_ffffL);
    }

    /** An element that contains what is given, one after the other. */
    static byte[] element(int id, byte[]... content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(idBytes(id));
        int size = 0;
        for (byte[] part : content) {
            size += part.length;
        }
        if (size < 0x7f) {
            out.write(0x80 | size);
        } else {
            out.writeBytes(ByteBuffer.allocate(4).putInt(0x1000_0000 | size).array());
        }
        for (byte[] part : content) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** An element of no meaning that takes up a number of bytes, of which at least 9. */
    static byte[] blank(int bytes) {
        return ByteBuffer.allocate(bytes)
                .put((byte) VOID)
                .putLong(0x0100_0000_0000_0000L | (bytes - 9))
                .array();
    }
}
