/** Shared with Karaf's bundles by {@code SubjectWeaving}; nobody else is to use it. */
@Export
@Version("1.0.0")
package com.technosupport.vms.boot.subject;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
