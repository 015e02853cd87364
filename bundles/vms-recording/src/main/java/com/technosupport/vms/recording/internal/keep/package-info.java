/** What becomes of segments: where they lie, how they are indexed, what is missing, and when they go. */
package com.technosupport.vms.recording.internal.keep;
