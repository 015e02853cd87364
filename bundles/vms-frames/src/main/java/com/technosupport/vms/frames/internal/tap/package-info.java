/** Frames for whoever looks at pictures by machine: one decoder for each tap, on few threads. */
package com.technosupport.vms.frames.internal.tap;
