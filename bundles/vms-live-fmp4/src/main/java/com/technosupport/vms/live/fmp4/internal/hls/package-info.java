/** Low-Latency HLS (RFC 8216bis) out of the same fragments. */
package com.technosupport.vms.live.fmp4.internal.hls;
