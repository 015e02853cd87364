/** ONVIF: core specification and media services, read tolerantly, since devices differ. */
package com.technosupport.vms.driver.onvif.internal;
