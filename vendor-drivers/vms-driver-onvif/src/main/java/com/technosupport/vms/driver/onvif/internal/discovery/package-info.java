/** WS-Discovery 2005/04 as ONVIF uses it (ONVIF Core Specification, chapter "Device discovery"). */
package com.technosupport.vms.driver.onvif.internal.discovery;
