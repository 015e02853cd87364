/** HTTP and XML to devices, which are not to be trusted. */
package com.technosupport.vms.devices.internal.http;
