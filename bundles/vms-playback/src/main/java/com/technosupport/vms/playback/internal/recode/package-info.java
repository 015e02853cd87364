/** Footage that is not copied but coded anew: under a privacy mask, and sound that does not fit into MP4. */
package com.technosupport.vms.playback.internal.recode;
