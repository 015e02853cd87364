package com.technosupport.vms.api.recording;

/** When footage of a camera is kept. */
public enum RecordingMode {
    /** Never. */
    OFF,
    /** Always. */
    CONTINUOUS,
    /** Around events: see {@link RecordingControl#trigger}. */
    EVENT,
    /** As the slots of the week say; off between them. */
    SCHEDULE
}
