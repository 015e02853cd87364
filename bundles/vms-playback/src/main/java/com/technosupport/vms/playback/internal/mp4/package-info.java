/** Packets into files and fragments, by FFmpeg's muxers. */
package com.technosupport.vms.playback.internal.mp4;
