/** From a stream's packets to segments. */
package com.technosupport.vms.recording.internal.record;
