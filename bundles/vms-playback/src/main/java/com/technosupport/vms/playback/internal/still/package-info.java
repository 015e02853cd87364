/** Small pictures of the footage. */
package com.technosupport.vms.playback.internal.still;
