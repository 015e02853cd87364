/** Whose frames are shown to which detector, and what is told of what it sees. */
package com.technosupport.vms.detection.internal;
