package com.technosupport.vms.devices.internal;

/** How listening to devices goes, by driver. */
interface EventFigures {

    /** What has become of events, counted since the server's start. */
    enum Fate {
        RECEIVED,
        /** The device sent too many. */
        DROPPED,
        /** The bus was busy for too long. */
        LOST
    }

    /** How a device is listened to. */
    enum Listening {
        WELL,
        /** For suspiciously long. */
        SILENT,
        /** The device refuses the password. */
        REFUSED
    }

    long events(String driver, Fate fate);

    long devices(String driver, Listening how);
}
