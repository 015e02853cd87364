package com.technosupport.vms.api.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What is not as a viewer asked for, or why its session ended: notes of which each has a stable code, by which a client can say it in
 * another language, and English words. Immutable.
 */
public record LiveReason(List<Note> notes) {

    /** Nothing to say. */
    public static final LiveReason NONE = new LiveReason(List.of());

    private enum Part {
        CAUSE,
        EFFECT,
        APART
    }

    /** What a note is about. Names stay what they are; more may come. */
    public enum Code {
        /** The viewer can play the codec in no way; value {@code codec}. */
        CODEC_UNSUPPORTED(Part.CAUSE),
        /** The viewer can play the codec, but not by WebRTC; value {@code codec}. */
        CODEC_NOT_BY_WEBRTC(Part.CAUSE),
        /** Pictures are not sent in the order that they are shown in, which WebRTC cannot do. */
        B_FRAMES(Part.CAUSE),
        /** The viewer has tried ways in vain; value {@code ways}, separated by blanks. */
        WAY_FAILED(Part.CAUSE),
        /** The camera lacks the stream that was asked for; value {@code role}. */
        NO_SUCH_STREAM(Part.CAUSE),
        /** The camera sends no video on the stream. */
        NO_VIDEO(Part.CAUSE),
        /** No more viewers, or no more streams coded anew, than there are. */
        SERVER_BUSY(Part.CAUSE),
        /** The viewer's line loses too much of the full picture, so that it gets the smaller one. */
        SUBSTREAM_FOR_LOSS(Part.CAUSE),
        /** The viewer did not answer the offer. */
        NO_ANSWER(Part.CAUSE),
        /** The viewer's answer cannot be gone by. */
        BAD_ANSWER(Part.CAUSE),
        /** No check of the viewer's reached the server, by UDP or by TCP. */
        ICE_FAILED(Part.CAUSE),
        /** DTLS did not come about. */
        ENCRYPTION_FAILED(Part.CAUSE),
        /** The viewer says no more that it wants to receive. */
        VIEWER_SILENT(Part.CAUSE),
        /** What carried the video beside the session, such as its WebSocket, ended. */
        CONNECTION_ENDED(Part.CAUSE),
        /** The viewer, or the device that is spoken by, ended it. */
        HUNG_UP(Part.CAUSE),
        /** The camera is connected and sends no picture to begin with. */
        NO_KEYFRAME(Part.CAUSE),
        /** The camera is gone for now. */
        CAMERA_INTERRUPTED(Part.CAUSE),
        /** The login has ended, or the camera is not granted any more. */
        DENIED(Part.CAUSE),
        /** The server, or the part of it that served, stops or is updated. */
        SERVER_STOPPED(Part.CAUSE),
        /** The camera's other stream is shown; value {@code role}. */
        OTHER_STREAM(Part.EFFECT),
        /** The server codes the picture anew; value {@code codec}. */
        TRANSCODED(Part.EFFECT),
        /** It is not sent by the quickest way; value {@code way}. */
        SLOWER_WAY(Part.EFFECT),
        /** The sound is left out because it cannot be sent, or not be played; value {@code codec} where it is known. */
        AUDIO_UNSUPPORTED(Part.APART),
        /** The camera has no sound. */
        NO_AUDIO(Part.APART);

        private final Part part;

        Code(Part part) {
            this.part = part;
        }

        /** As it stands in messages, such as {@code b_frames}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing to tell.
     *
     * @param text in English, for who watches; not empty
     * @param values what the text names, by the names that the code speaks of
     */
    public record Note(Code code, String text, Map<String, String> values) {

        public Note {
            Objects.requireNonNull(code, "code");
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a note without words");
            }
            values = Map.copyOf(values);
        }

        public Note(Code code, String text) {
            this(code, text, Map.of());
        }
    }

    public LiveReason {
        notes = List.copyOf(notes);
    }

    public static LiveReason of(Code code, String text) {
        return new LiveReason(List.of(new Note(code, text)));
    }

    public static LiveReason of(Code code, String text, Map<String, String> values) {
        return new LiveReason(List.of(new Note(code, text, values)));
    }

    public LiveReason and(LiveReason more) {
        List<Note> all = new ArrayList<>(notes);
        all.addAll(more.notes);
        return new LiveReason(all);
    }

    public boolean isEmpty() {
        return notes.isEmpty();
    }

    public boolean has(Code code) {
        return notes.stream().anyMatch(note -> note.code() == code);
    }

    /** The notes as a sentence: "H.265 is not supported by this browser; showing the sub-stream". Empty without notes. */
    public String text() {
        StringBuilder text = new StringBuilder();
        Part before = null;
        for (Note note : notes) {
            Part part = note.code().part;
            if (before != null) {
                boolean anew = before == Part.APART || part == Part.APART;
                text.append(anew ? ". " : before == Part.EFFECT && part == Part.EFFECT ? ", " : "; ");
            }
            text.append(note.text());
            before = part;
        }
        return text.toString();
    }
}
