/** Saying to a viewer what is sent and where, and reading what it says (RFC 8866, RFC 9429). */
package com.technosupport.vms.live.webrtc.internal.sdp;
