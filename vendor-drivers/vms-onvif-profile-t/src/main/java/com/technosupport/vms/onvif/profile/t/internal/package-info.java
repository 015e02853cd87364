/** ONVIF Profile T: streams by Media2, picture settings, and events by pull points. */
package com.technosupport.vms.onvif.profile.t.internal;
