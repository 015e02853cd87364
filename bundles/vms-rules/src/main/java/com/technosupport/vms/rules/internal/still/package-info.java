/** Stills of events. */
package com.technosupport.vms.rules.internal.still;
