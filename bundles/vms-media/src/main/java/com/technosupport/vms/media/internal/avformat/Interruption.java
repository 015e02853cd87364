package com.technosupport.vms.media.internal.avformat;

/** Tells FFmpeg when to give up; asked many times a second. */
interface Interruption {

    boolean isOver();
}
