/** The cameras and the way to their devices. {@code DeviceRegistryComponent} is where to begin. */
package com.technosupport.vms.devices.internal;
