/** How each part tells whether it is ready for work. */
@Export
@Version("1.0.0")
package com.technosupport.vms.api.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
