/** Reaching a viewer: the one port, UDP and TCP, and the answers to its connectivity checks (ICE-lite, RFC 8445). */
package com.technosupport.vms.live.webrtc.internal.ice;
