/** Agreeing on keys with a viewer (DTLS 1.2, RFC 5764). */
package com.technosupport.vms.live.webrtc.internal.dtls;
