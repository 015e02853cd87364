package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where events wait on disk while the database is away, in their order: files {@code <number>.spool} of records, each its length, a
 * CRC-32C of length and content, and the content. Records are only ever added, and are on disk when {@link #append} returns; a
 * file goes when all of it was taken. After a crash what was taken of the oldest file comes again, for which whoever takes it
 * must be prepared; a record that was being written at the crash, and so was promised to nobody, is cut off.
 *
 * <p>One thread appends, one takes.
 */
final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private static final String SUFFIX = ".spool";
    private static final int HEADER = 8;
    /** More than any record has: a length beyond this is none. */
    private static final int MOST_RECORD = 1024 * 1024;

    private final Path directory;
    private final long mostBytes;
    private final long segmentBytes;
    /** Guarded by this, as all that follows. Oldest first; the last one is added to. */
    private final Deque<Segment> segments = new ArrayDeque<>();

    private FileChannel out;
    private long nextNumber;
    private long bytes;
    private long records;

    private static final class Segment {

        final Path file;
        long length;
        long taken;

        Segment(Path file, long length) {
            this.file = file;
            this.length = length;
        }
    }

    /** Opens what is there, and cuts off what was not written whole. */
    Spool(Path directory, long mostBytes, long segmentBytes) throws IOException {
        this.directory = directory;
        this.mostBytes = mostBytes;
        this.segmentBytes = segmentBytes;
        Files.createDirectories(directory);
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(file -> file.getFileName().toString().matches("\\d{12}\\" + SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            recover(file);
            nextNumber = Long.parseLong(file.getFileName().toString().substring(0, 12)) + 1;
        }
        if (records > 0) {
            LOG.info("{} events wait in the spool since the last run", records);
        }
    }

    private void recover(Path file) throws IOException {
        long good = 0;
        long count = 0;
        long size;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            size = channel.size();
            Optional<ByteBuffer> record = read(channel, 0, size);
            while (record.isPresent()) {
                good += HEADER + record.get().remaining();
                count++;
                record = read(channel, good, size);
            }
            if (good < size) {
                keepDamaged(file, channel, good, size);
                channel.truncate(good);
                channel.force(true);
            }
        }
        if (good == 0) {
            Files.delete(file);
            return;
        }
        segments.addLast(new Segment(file, good));
        bytes += good;
        records += count;
    }

    /** The end of a file, which was most likely being written when the server was killed; kept for whoever wants to look. */
    private static void keepDamaged(Path file, FileChannel channel, long from, long size) throws IOException {
        LOG.warn("{} bytes at the end of {} are no whole records; they are set aside", size - from, file.getFileName());
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        try (FileChannel out = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.transferTo(from, Math.min(size - from, 16L * 1024 * 1024), out);
        }
    }

    /** The record at a position; empty when there is no whole one. */
    private static Optional<ByteBuffer> read(FileChannel channel, long position, long size) throws IOException {
        if (size - position < HEADER) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        fill(channel, header, position);
        int length = header.getInt();
        int sum = header.getInt();
        if (length <= 0 || length > MOST_RECORD || size - position - HEADER < length) {
            return Optional.empty();
        }
        ByteBuffer content = ByteBuffer.allocate(length);
        fill(channel, content, position + HEADER);
        return sum == sum(length, content.duplicate()) ? Optional.of(content) : Optional.empty();
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter");
            }
            at += read;
        }
        buffer.flip();
    }

    private static int sum(int length, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
        crc.update(content);
        return (int) crc.getValue();
    }

    /**
     * Adds records; they are on disk when this returns, all of them.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when they do not fit, or the disk does not take them; then none is there
     */
    synchronized void append(List<byte[]> contents) {
        int size =
                contents.stream().mapToInt(content -> HEADER + content.length).sum();
        if (bytes + size > mostBytes) {
            throw new VmsException(
                    ErrorCode.BUSY, "The spool of events is full: the database has been away for too long");
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (byte[] content : contents) {
            if (content.length > MOST_RECORD || content.length == 0) {
                throw new IllegalArgumentException("a record of " + content.length + " bytes");
            }
            buffer.putInt(content.length);
            buffer.putInt(sum(content.length, ByteBuffer.wrap(content)));
            buffer.put(content);
        }
        try {
            Segment segment = segment();
            long end = segment.length;
            try {
                long at = end;
                buffer.flip();
                while (buffer.hasRemaining()) {
                    at += out.write(buffer, at);
                }
                out.force(false);
            } catch (IOException e) {
                undo(end);
                throw e;
            }
            segment.length += size;
            bytes += size;
            records += contents.size();
            notifyAll();
        } catch (IOException e) {
            throw new VmsException(ErrorCode.BUSY, "The spool of events cannot be written", e);
        }
    }

    /** What is half written goes; and after a failed fsync nobody knows what the file holds, so the next goes to another one. */
    private void undo(long end) {
        try {
            out.truncate(end);
        } catch (IOException e) {
            LOG.debug("The spool could not be cut", e);
        }
        closeOut();
    }

    private Segment segment() throws IOException {
        if (out != null && segments.getLast().length < segmentBytes) {
            return segments.getLast();
        }
        closeOut();
        Path file = directory.resolve(String.format(Locale.ROOT, "%012d", nextNumber) + SUFFIX);
        out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        nextNumber++;
        segments.addLast(new Segment(file, 0));
        forceDirectory();
        return segments.getLast();
    }

    /** So that the new file's name is on disk too. */
    private void forceDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every system can; those write names at once.
            LOG.debug("The spool's directory cannot be forced to disk", e);
        }
    }

    private void closeOut() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                LOG.debug("A file of the spool could not be closed", e);
            }
            out = null;
        }
    }

    /** The oldest records, from one file; empty when there is none. They stay until {@link #taken}. */
    Batch peek(int most) throws IOException {
        Path file;
        long from;
        long end;
        synchronized (this) {
            dropTaken();
            if (segments.isEmpty()) {
                return Batch.NONE;
            }
            Segment oldest = segments.getFirst();
            file = oldest.file;
            from = oldest.taken;
            end = oldest.length;
        }
        List<byte[]> contents = new ArrayList<>();
        long at = from;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (contents.size() < most && at < end) {
                Optional<ByteBuffer> record = read(channel, at, end);
                if (record.isEmpty()) {
                    LOG.error("{} is damaged at {}: what follows in it is lost, but kept aside", file, at);
                    Files.copy(
                            file,
                            file.resolveSibling(file.getFileName() + ".damaged"),
                            StandardCopyOption.REPLACE_EXISTING);
                    at = end;
                    break;
                }
                at += HEADER + record.get().remaining();
                contents.add(record.get().array());
            }
        }
        return new Batch(contents, file, at);
    }

    /** Records that were read together. */
    record Batch(List<byte[]> contents, Path file, long end) {

        static final Batch NONE = new Batch(List.of(), Path.of(""), 0);

        boolean isNone() {
            return file.equals(NONE.file);
        }
    }

    /** Lets go of what is safe elsewhere. */
    synchronized void taken(Batch batch) {
        Segment oldest = segments.getFirst();
        if (!oldest.file.equals(batch.file())) {
            throw new IllegalStateException("not the oldest");
        }
        bytes -= batch.end() - oldest.taken;
        oldest.taken = batch.end();
        records = Math.max(0, records - batch.contents().size());
        dropTaken();
        notifyAll();
    }

    private void dropTaken() {
        while (!segments.isEmpty() && segments.getFirst().taken >= segments.getFirst().length) {
            Segment done = segments.removeFirst();
            if (segments.isEmpty()) {
                // It is the one that is added to.
                closeOut();
                bytes = 0;
                records = 0;
            }
            try {
                Files.deleteIfExists(done.file);
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted; its events will come again at the next start", done.file, e);
            }
        }
    }

    synchronized boolean isEmpty() {
        return segments.stream().allMatch(segment -> segment.taken >= segment.length);
    }

    /** Returns when it is empty, or the time is over. */
    synchronized boolean awaitEmpty(long nanos) throws InterruptedException {
        return await(true, nanos);
    }

    /** Returns when there is something, or the time is over. */
    synchronized boolean awaitSome(long nanos) throws InterruptedException {
        return await(false, nanos);
    }

    private boolean await(boolean empty, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (isEmpty() != empty) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long records() {
        return records;
    }

    boolean isNearlyFull() {
        return bytes() > mostBytes - mostBytes / 10;
    }

    @Override
    public synchronized void close() {
        closeOut();
    }
}
