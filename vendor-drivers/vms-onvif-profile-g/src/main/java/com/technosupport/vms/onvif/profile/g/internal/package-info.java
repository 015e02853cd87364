/** ONVIF Profile G: recordings on the device. */
package com.technosupport.vms.onvif.profile.g.internal;
