/** Our own RTSP client (RFC 2326): all cameras on few threads, none of which ever waits for one camera. */
package com.technosupport.vms.media.internal.rtsp;
