/** Events, and the bus that carries them. */
@Export
@Version("1.1.0")
package com.technosupport.vms.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
