/** ONVIF Profile S: streams by the first media service, and cameras that move. */
package com.technosupport.vms.onvif.profile.s.internal;
