package com.technosupport.vms.api.model;

/** How a track is coded. {@link #UNKNOWN} keeps a camera usable whose codec this version has no name for. */
public enum Codec {
    H264(Kind.VIDEO),
    H265(Kind.VIDEO),
    MJPEG(Kind.VIDEO),
    AAC(Kind.AUDIO),
    PCMA(Kind.AUDIO),
    PCMU(Kind.AUDIO),
    G722(Kind.AUDIO),
    OPUS(Kind.AUDIO),
    UNKNOWN(Kind.OTHER);

    /** What a track is for. */
    public enum Kind {
        VIDEO,
        AUDIO,
        OTHER
    }

    private final Kind kind;

    Codec(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
