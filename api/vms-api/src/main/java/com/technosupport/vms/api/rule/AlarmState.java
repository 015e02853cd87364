package com.technosupport.vms.api.rule;

/** What has become of an alarm. */
public enum AlarmState {
    /** Nobody has said yet that he has seen it. */
    OPEN,
    /** Somebody has, and sees to it. */
    ACKNOWLEDGED,
    /** It is over; what happens now is another alarm. */
    CLOSED
}
