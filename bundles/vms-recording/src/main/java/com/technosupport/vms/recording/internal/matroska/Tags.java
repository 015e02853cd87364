package com.technosupport.vms.recording.internal.matroska;

/** Names of the tags that {@link SegmentLabel} is written as. */
final class Tags {

    static final String SEGMENT = "VMS_SEGMENT";
    static final String CAMERA = "VMS_CAMERA";
    static final String ROLE = "VMS_ROLE";
    static final String SEQUENCE = "VMS_SEQUENCE";
    static final String ORIGIN = "VMS_ORIGIN";

    private Tags() {}
}
