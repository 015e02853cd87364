/** Footage shown and copied. */
package com.technosupport.vms.playback.internal;
