/** ONVIF Profile M: metadata, and the events of analytics. */
package com.technosupport.vms.onvif.profile.m.internal;
