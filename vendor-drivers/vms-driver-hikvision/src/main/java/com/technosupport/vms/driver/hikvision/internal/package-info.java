/** Hikvision recorders and cameras, by ISAPI. */
package com.technosupport.vms.driver.hikvision.internal;
