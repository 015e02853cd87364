/** Gaps of recordings, filled from the archives of devices. */
package com.technosupport.vms.backfill.internal;
