/** Copies of footage that stand for themselves. */
package com.technosupport.vms.playback.internal.export;
