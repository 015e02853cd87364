/** Enciphering RTP and RTCP (RFC 3711, RFC 7714) with the ciphers of the JDK. */
package com.technosupport.vms.live.webrtc.internal.srtp;
