/** What a vendor's plug-in implements, and what core lends it. Read {@link com.technosupport.vms.api.driver.VendorDriver} first. */
@Export
@Version("1.1.0")
package com.technosupport.vms.api.driver;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
