/** The reader for streams that our own RTSP client does not understand. */
package com.technosupport.vms.media.internal.avformat;
