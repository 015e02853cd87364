/** Reading segments: what is known of each, and its packets. */
package com.technosupport.vms.playback.internal.footage;
