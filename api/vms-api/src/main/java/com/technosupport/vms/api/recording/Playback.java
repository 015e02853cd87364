package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Shows footage: as HLS (RFC 8216) in fragmented MP4 that is made on the way, nothing coded anew, and as small pictures. Media
 * times are the wall clock, counted from 1970, so that several cameras play in step. Calls block for disk and database, and
 * fail with {@link ErrorCode#BUSY} where too many are made at once, or no footage can be read at the moment, and with
 * {@link ErrorCode#STORE_UNAVAILABLE}. Safe for use by several threads.
 */
@ProviderType
public interface Playback {

    /** What of the footage is sent. */
    enum Content {
        /** Pictures and sound. */
        ALL(true, false, false),
        /** Pictures alone: a player cannot go from footage with sound to footage without. */
        SILENT(false, false, false),
        /** Pictures that decode by themselves. */
        KEY_FRAMES(false, true, false),
        /** As the three before, coded anew with the camera's privacy mask on the pictures. */
        MASKED(true, false, true),
        MASKED_SILENT(false, false, true),
        MASKED_KEY_FRAMES(false, true, true);

        private final boolean sound;
        private final boolean keyFramesOnly;
        private final boolean masked;

        Content(boolean sound, boolean keyFramesOnly, boolean masked) {
            this.sound = sound;
            this.keyFramesOnly = keyFramesOnly;
            this.masked = masked;
        }

        public boolean sound() {
            return sound;
        }

        public boolean keyFramesOnly() {
            return keyFramesOnly;
        }

        public boolean masked() {
            return masked;
        }

        /** The same under a mask. */
        public Content withMask() {
            return switch (this) {
                case ALL, MASKED -> MASKED;
                case SILENT, MASKED_SILENT -> MASKED_SILENT;
                case KEY_FRAMES, MASKED_KEY_FRAMES -> MASKED_KEY_FRAMES;
            };
        }
    }

    /**
     * A playlist. What it names lies beside it in {@code playback/}: {@code SEGMENT/init.mp4} and {@code SEGMENT/FROM-TO.m4s};
     * without sound {@code silent.mp4} and {@code FROM-TO.silent.m4s}, and key frames alone {@code FROM-TO.key.m4s}. Times
     * are milliseconds from the segment's start. All that is immutable. Under a mask names have {@code masked-} before them, and what
     * they name changes with the mask.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no footage in the range
     */
    String playlist(PlaybackRequest request);

    /**
     * What a player needs before it takes media of a segment.
     *
     * @param camera whose segment it has to be
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CODEC_UNSUPPORTED}
     */
    ByteBuffer initialisation(CameraId camera, SegmentId segment, Content content);

    /**
     * Media from a key frame to another of the same segment.
     *
     * @param camera whose segment it has to be
     * @param from as a playlist names it
     * @param to as a playlist names it
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CODEC_UNSUPPORTED}
     */
    ByteBuffer media(CameraId camera, SegmentId segment, int from, int to, Content content);

    /** When each key frame in a range is shown, in order: where a player can go without decoding what lies before. */
    List<Instant> keyFrames(PlaybackRequest request);

    /**
     * The picture of the last key frame at or before an instant; where there is none shortly before, the first shortly after.
     *
     * @param width pixels that are wanted; the height follows. 16 to 1920, and never more than was recorded
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no footage there
     */
    Thumbnail thumbnail(CameraId camera, StreamRole role, Instant at, int width) throws InterruptedException;

    /**
     * Small pictures of instants that are evenly spread over a range, in one: what each shows is the key frame nearest before
     * the middle of its part of the range, or the next one in it.
     *
     * @param count 1 to {@link ThumbnailStrip#MOST}
     * @param width pixels of one picture, 16 to 640
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no footage at all in the range
     */
    ThumbnailStrip strip(CameraId camera, StreamRole role, Instant from, Instant to, int count, int width)
            throws InterruptedException;

    /** @param buckets 1 to {@link Timeline#MOST_BUCKETS} */
    Timeline timeline(CameraId camera, StreamRole role, Instant from, Instant to, int buckets);
}
