package com.technosupport.vms.recording.internal.matroska;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is in a file of ours, found by walking over its elements; whole or torn. The content of blocks is not read.
 *
 * @param label empty where the file is not ours, or torn before its first cluster
 * @param layout where the parts lie that are overwritten at the end
 * @param finished whether it says its length: the last thing that is written
 * @param end of the last whole cluster; what lies behind is cues, or torn
 * @param milliseconds from the first picture to the end of the last one
 * @param keyFrames empty index where there is no whole cluster
 */
public record MatroskaFile(
        Optional<SegmentLabel> label,
        Codec codec,
        Layout layout,
        boolean finished,
        long end,
        long milliseconds,
        KeyFrameIndex keyFrames) {

    /**
     * Positions from the file's start; -1 where there is no such part.
     *
     * @param data of the segment's first byte behind its size
     * @param reserved of the blank element that becomes the seek head
     */
    record Layout(
            long segmentSize,
            long data,
            long reserved,
            int reservedBytes,
            long info,
            long tracks,
            long tags,
            long duration,
            long videoTrack) {}

    /** Descriptions are a few hundred bytes. */
    private static final int LONGEST_DESCRIPTION = 1 << 20;

    private static final Instant MATROSKA_EPOCH = Instant.parse("2001-01-01T00:00:00Z");
    private static final int DURATION_BYTES = 11;

    /** @throws IOException also when it is no Matroska at all */
    public static MatroskaFile read(FileChannel channel) throws IOException {
        return new Walk(channel).read();
    }

    /** Whether a file says its length, as {@link #finished}; reads no more of it than its beginning. */
    public static boolean isFinished(FileChannel channel) throws IOException {
        Walk walk = new Walk(channel);
        Ebml.Head ebml = walk.headAt(0);
        Ebml.Head segment = ebml == null || ebml.size() < 0 ? null : walk.headAt(ebml.whole());
        return segment != null
                && segment.id() == Ebml.SEGMENT
                && segment.size() >= 0
                && ebml.whole() + segment.whole() == channel.size();
    }

    /** One reading. */
    private static final class Walk {

        private final FileChannel channel;
        private final long size;
        private final ByteBuffer small = ByteBuffer.allocate(64);
        private final Map<String, String> tags = new HashMap<>();
        private final KeyFrames keys = new KeyFrames();
        private long reserved = -1;
        private int reservedBytes;
        private long info = -1;
        private long tracks = -1;
        private long tagsAt = -1;
        private long durationAt = -1;
        private Optional<Instant> start = Optional.empty();
        private long videoTrack = -1;
        private Codec codec = Codec.UNKNOWN;
        private long end;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private long pictures;

        Walk(FileChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        private ByteBuffer at(long position, int most) throws IOException {
            ByteBuffer into = most <= small.capacity() ? small : ByteBuffer.allocate(most);
            into.clear().limit((int) Math.max(0, Math.min(most, size - position)));
            int read = 0;
            while (into.hasRemaining() && read >= 0) {
                read = channel.read(into, position + into.position());
            }
            return into.flip();
        }

        private Ebml.Head headAt(long position) throws IOException {
            return Ebml.head(at(position, Ebml.LONGEST_HEAD));
        }

        MatroskaFile read() throws IOException {
            Ebml.Head ebml = headAt(0);
            if (ebml == null || ebml.id() != Ebml.HEADER || ebml.size() < 0) {
                throw new IOException("not a Matroska file");
            }
            Ebml.Head segment = headAt(ebml.whole());
            if (segment == null || segment.id() != Ebml.SEGMENT || segment.head() != 12) {
                throw new IOException("not a Matroska file of ours");
            }
            long data = ebml.whole() + segment.head();
            end = data;
            walk(data);
            long usual = pictures > 1 ? Math.max(1, (last - first) / (pictures - 1)) : 40;
            boolean any = pictures > 0;
            return new MatroskaFile(
                    label(),
                    codec,
                    new Layout(
                            ebml.whole() + 4,
                            data,
                            reserved,
                            reservedBytes,
                            info,
                            tracks,
                            tagsAt,
                            durationAt,
                            videoTrack),
                    segment.size() >= 0 && data + segment.size() == size,
                    end,
                    any ? Math.max(0, last) + usual : 0,
                    keys.index());
        }

        private void walk(long from) throws IOException {
            long position = from;
            while (position < size) {
                Ebml.Head head = headAt(position);
                if (head == null || head.size() < 0 || position + head.whole() > size) {
                    return;
                }
                long content = position + head.head();
                switch (head.id()) {
                    case Ebml.CLUSTER -> {
                        if (!cluster(position, content, position + head.whole())) {
                            return;
                        }
                        end = position + head.whole();
                    }
                    case Ebml.VOID, Ebml.SEEK_HEAD -> {
                        if (reserved < 0 && end == from) {
                            reserved = position;
                            reservedBytes = reservedBytes(position, head);
                        }
                    }
                    case Ebml.INFO -> {
                        info = position;
                        info(content, content(content, head));
                    }
                    case Ebml.TRACKS -> {
                        tracks = position;
                        tracks(content(content, head));
                    }
                    case Ebml.TAGS -> {
                        tagsAt = position;
                        tags(content(content, head));
                    }
                    case Ebml.CUES -> {
                        return;
                    }
                    default -> {
                        // Of no use to us.
                    }
                }
                if (last == Long.MIN_VALUE) {
                    end = position + head.whole();
                }
                position += head.whole();
            }
        }

        /** With the blank that is left behind a seek head. */
        private int reservedBytes(long position, Ebml.Head head) throws IOException {
            Ebml.Head next = head.id() == Ebml.SEEK_HEAD ? headAt(position + head.whole()) : null;
            return (int) Math.min(
                    LONGEST_DESCRIPTION, head.whole() + (next != null && next.id() == Ebml.VOID ? next.whole() : 0));
        }

        private ByteBuffer content(long position, Ebml.Head head) throws IOException {
            return at(position, (int) Math.min(LONGEST_DESCRIPTION, head.size()))
                    .duplicate();
        }

        private void info(long position, ByteBuffer content) {
            elements(content, (head, inner) -> {
                if (head.id() == Ebml.DATE_UTC && inner.remaining() == 8) {
                    start = Optional.of(MATROSKA_EPOCH.plusNanos(inner.getLong(inner.position())));
                } else if ((head.id() == Ebml.VOID || head.id() == Ebml.DURATION) && head.whole() == DURATION_BYTES) {
                    durationAt = position + inner.position() - head.head();
                }
            });
        }

        private void tracks(ByteBuffer content) {
            elements(content, (head, entry) -> {
                if (head.id() != Ebml.TRACK_ENTRY) {
                    return;
                }
                long[] number = {-1, -1};
                String[] name = {""};
                elements(entry, (field, value) -> {
                    if (field.id() == Ebml.TRACK_NUMBER) {
                        number[0] = Ebml.unsigned(value);
                    } else if (field.id() == Ebml.TRACK_TYPE) {
                        number[1] = Ebml.unsigned(value);
                    } else if (field.id() == Ebml.CODEC_ID) {
                        name[0] = UTF_8.decode(value).toString();
                    }
                });
                if (number[1] == 1 && videoTrack < 0) {
                    videoTrack = number[0];
                    codec = switch (name[0]) {
                        case "V_MPEG4/ISO/AVC" -> Codec.H264;
                        case "V_MPEGH/ISO/HEVC" -> Codec.H265;
                        case "V_MJPEG", "V_MS/VFW/FOURCC" -> Codec.MJPEG;
                        default -> Codec.UNKNOWN;
                    };
                }
            });
        }

        private void tags(ByteBuffer content) {
            elements(content, (head, tag) -> {
                if (head.id() == Ebml.TAG) {
                    elements(tag, (simple, parts) -> {
                        if (simple.id() == Ebml.SIMPLE_TAG) {
                            String[] pair = {"", ""};
                            elements(parts, (part, text) -> {
                                if (part.id() == Ebml.TAG_NAME) {
                                    pair[0] = UTF_8.decode(text).toString();
                                } else if (part.id() == Ebml.TAG_STRING) {
                                    pair[1] = UTF_8.decode(text).toString();
                                }
                            });
                            tags.putIfAbsent(pair[0], pair[1]);
                        }
                    });
                }
            });
        }

        private interface Visitor {
            void element(Ebml.Head head, ByteBuffer content);
        }

        private static void elements(ByteBuffer in, Visitor visitor) {
            int at = in.position();
            while (at < in.limit()) {
                ByteBuffer rest = in.duplicate().position(at);
                Ebml.Head head = Ebml.head(rest);
                if (head == null || head.size() < 0 || head.whole() > rest.remaining()) {
                    return;
                }
                visitor.element(
                        head, in.duplicate().limit(at + (int) head.whole()).position(at + head.head()));
                at += (int) head.whole();
            }
        }

        /** @return whether it is made of whole elements, as one that was written to its end is */
        private boolean cluster(long position, long from, long to) throws IOException {
            long base = 0;
            long at = from;
            while (at < to) {
                ByteBuffer bytes = at(at, 32);
                Ebml.Head head = Ebml.head(bytes);
                if (head == null || head.size() < 0 || at + head.whole() > to) {
                    return false;
                }
                ByteBuffer inner = bytes.duplicate().position(head.head());
                if (head.id() == Ebml.TIMESTAMP && head.size() <= 8 && head.whole() <= bytes.limit()) {
                    base = Ebml.unsigned(inner.limit((int) head.whole()));
                } else if (head.id() == Ebml.SIMPLE_BLOCK) {
                    block(position, base, inner, true);
                } else if (head.id() == Ebml.BLOCK_GROUP) {
                    Ebml.Head block = Ebml.head(inner);
                    if (block != null && block.id() == Ebml.BLOCK) {
                        block(position, base, inner.position(head.head() + block.head()), false);
                    }
                }
                at += head.whole();
            }
            return true;
        }

        private void block(long cluster, long base, ByteBuffer in, boolean simple) {
            if (in.remaining() < 4) {
                return;
            }
            int at = in.position();
            int track = in.get(at) & 0x7f;
            long time = base + in.getShort(at + 1);
            boolean key = simple && (in.get(at + 3) & 0x80) != 0;
            if (track == videoTrack && (in.get(at) & 0x80) != 0) {
                first = Math.min(first, time);
                last = Math.max(last, time);
                pictures++;
                if (key) {
                    keys.add(time, cluster);
                }
            }
        }

        private Optional<SegmentLabel> label() {
            try {
                return start.isEmpty() || !tags.containsKey(Tags.SEGMENT)
                        ? Optional.empty()
                        : Optional.of(new SegmentLabel(
                                SegmentId.parse(tags.get(Tags.SEGMENT)),
                                CameraId.parse(tags.get(Tags.CAMERA)),
                                StreamRole.valueOf(tags.getOrDefault(Tags.ROLE, "")),
                                Long.parseLong(tags.getOrDefault(Tags.SEQUENCE, "")),
                                start.get(),
                                Origin.valueOf(tags.getOrDefault(Tags.ORIGIN, ""))));
            } catch (IllegalArgumentException | VmsException e) {
                return Optional.empty();
            }
        }
    }
}
