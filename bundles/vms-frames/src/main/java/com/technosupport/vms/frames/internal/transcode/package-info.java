/** Streams coded anew for viewers that cannot take what the camera sends. */
package com.technosupport.vms.frames.internal.transcode;
