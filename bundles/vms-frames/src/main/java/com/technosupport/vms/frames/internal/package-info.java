/** Pictures out of streams. */
package com.technosupport.vms.frames.internal;
