/** Who may do what, and how secrets are kept. */
@Export
@Version("1.0.0")
package com.technosupport.vms.api.security;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
