/** Finds Dahua devices by their own search, DHIP. */
package com.technosupport.vms.driver.dahua.internal.discovery;
