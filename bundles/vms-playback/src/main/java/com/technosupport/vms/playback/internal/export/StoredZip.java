package com.technosupport.vms.playback.internal.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Files as one archive without compression (APPNOTE 6.3.10, with ZIP64), of which any part is written without making it first:
 * its parts are known beforehand.
 */
final class StoredZip {

    private static final int UTF8_NAMES = 0x0800;
    private static final int VERSION = 45;
    private static final int SEE_EXTRA = 0xffff_ffff;

    /** A file within, whose check sum is known. */
    record Entry(String name, Path path, long size, long crc) {}

    /** Bytes, or else a file. */
    private record Part(byte[] bytes, Path path, long size) {}

    private final List<Part> parts = new ArrayList<>();
    private final long size;

    StoredZip(List<Entry> entries, Instant time) {
        ByteArrayOutputStream directory = new ByteArrayOutputStream();
        int stamp = stamp(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        long at = 0;
        for (Entry entry : entries) {
            byte[] local = local(entry, stamp);
            parts.add(new Part(local, null, local.length));
            parts.add(new Part(null, entry.path(), entry.size()));
            directory.writeBytes(central(entry, stamp, at));
            at += local.length + entry.size();
        }
        byte[] end = end(entries.size(), directory.size(), at);
        parts.add(new Part(directory.toByteArray(), null, directory.size()));
        parts.add(new Part(end, null, end.length));
        size = at + directory.size() + end.length;
    }

    long size() {
        return size;
    }

    void write(long from, long length, OutputStream out) throws IOException {
        long skip = from;
        long left = length;
        for (Part part : parts) {
            long here = Math.min(left, part.size() - skip);
            if (here > 0) {
                if (part.bytes() != null) {
                    out.write(part.bytes(), (int) skip, (int) here);
                } else {
                    FileContent.copy(part.path(), skip, here, out);
                }
                left -= here;
                skip = 0;
            } else {
                skip -= part.size();
            }
            if (left == 0) {
                return;
            }
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Date and time of MS-DOS, two-second steps. */
    private static int stamp(LocalDateTime time) {
        int date = Math.max(0, time.getYear() - 1980) << 9 | time.getMonthValue() << 5 | time.getDayOfMonth();
        return date << 16 | time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2;
    }

    /** Section 4.3.7, with 4.5.3. */
    private static byte[] local(Entry entry, int stamp) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        return buffer(30 + name.length + 20)
                .putInt(0x04034b50)
                .putShort((short) VERSION)
                .putShort((short) UTF8_NAMES)
                .putShort((short) 0)
                .putInt(stamp)
                .putInt((int) entry.crc())
                .putInt(SEE_EXTRA)
                .putInt(SEE_EXTRA)
                .putShort((short) name.length)
                .putShort((short) 20)
                .put(name)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(entry.size())
                .putLong(entry.size())
                .array();
    }

    /** Section 4.3.12. */
    private static byte[] central(Entry entry, int stamp, long at) {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        return buffer(46 + name.length + 28)
                .putInt(0x02014b50)
                .putShort((short) VERSION)
                .putShort((short) VERSION)
                .putShort((short) UTF8_NAMES)
                .putShort((short) 0)
                .putInt(stamp)
                .putInt((int) entry.crc())
                .putInt(SEE_EXTRA)
                .putInt(SEE_EXTRA)
                .putShort((short) name.length)
                .putShort((short) 28)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(SEE_EXTRA)
                .put(name)
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(entry.size())
                .putLong(entry.size())
                .putLong(at)
                .array();
    }

    /** Sections 4.3.14 to 4.3.16. */
    private static byte[] end(int entries, long directorySize, long directoryAt) {
        return buffer(56 + 20 + 22)
                .putInt(0x06064b50)
                .putLong(44)
                .putShort((short) VERSION)
                .putShort((short) VERSION)
                .putInt(0)
                .putInt(0)
                .putLong(entries)
                .putLong(entries)
                .putLong(directorySize)
                .putLong(directoryAt)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(directoryAt + directorySize)
                .putInt(1)
                .putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) entries)
                .putShort((short) entries)
                .putInt((int) directorySize)
                .putInt(SEE_EXTRA)
                .putShort((short) 0)
                .array();
    }
}
