/** Packets of one stream into fragmented MP4 (ISO/IEC 14496-12 and -15, CMAF). */
package com.technosupport.vms.live.fmp4.internal.mux;
