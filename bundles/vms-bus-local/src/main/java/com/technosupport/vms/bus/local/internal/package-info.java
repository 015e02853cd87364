/** The event bus of one container. */
package com.technosupport.vms.bus.local.internal;
