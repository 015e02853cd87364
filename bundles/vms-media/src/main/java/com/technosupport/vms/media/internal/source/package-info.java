/** What a pipeline reads from, whichever way it is read. */
package com.technosupport.vms.media.internal.source;
