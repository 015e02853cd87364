/** Recording: which streams are kept, and the services that others see of it. */
package com.technosupport.vms.recording.internal;
