/** Keeping footage. */
@Export
@Version("1.2.0")
package com.technosupport.vms.api.recording;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
