/** One muxer a stream, and the many that watch it. */
package com.technosupport.vms.live.fmp4.internal.stream;
