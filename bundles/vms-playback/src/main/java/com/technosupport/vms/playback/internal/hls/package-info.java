/** HLS over recorded footage (RFC 8216). */
package com.technosupport.vms.playback.internal.hls;
