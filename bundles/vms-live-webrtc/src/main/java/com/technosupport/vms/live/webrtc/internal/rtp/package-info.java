/** Cutting pictures into RTP packets, sending them to one viewer, and heeding its reports. */
package com.technosupport.vms.live.webrtc.internal.rtp;
