/** One stream's packets to many readers, each behind a bounded queue of its own. */
package com.technosupport.vms.media.internal.hub;
