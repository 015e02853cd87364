/** From RTP packets to access units: sequence, order, depacketising, parameter sets, decoding times. One thread a stream. */
package com.technosupport.vms.media.internal.rtp;
