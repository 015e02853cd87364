/** The files of footage: Matroska (RFC 9559), muxed by FFmpeg, finished and mended by us. */
package com.technosupport.vms.recording.internal.matroska;
