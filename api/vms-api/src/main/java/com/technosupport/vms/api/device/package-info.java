/** Core's view of the devices: onboarding, discovery, status. For the web and the console; drivers do not need it. */
@Export
@Version("1.0.0")
package com.technosupport.vms.api.device;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
