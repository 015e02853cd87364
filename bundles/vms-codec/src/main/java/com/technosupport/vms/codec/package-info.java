/** Events as JSON. */
@Export
@Version("1.0.0")
package com.technosupport.vms.codec;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
