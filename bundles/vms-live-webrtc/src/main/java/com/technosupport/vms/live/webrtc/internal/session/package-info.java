/** Viewers and the streams that they watch: who opens, feeds and ends what. */
package com.technosupport.vms.live.webrtc.internal.session;
