/** What an ONVIF profile's bundle implements. Read {@link com.technosupport.vms.api.driver.onvif.OnvifProfile} first. */
@Export
@Version("1.0.0")
package com.technosupport.vms.api.driver.onvif;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
