/** What is seen in pictures: detectors, what they are asked for, and what came of it. */
@Export
@Version("1.0.0")
package com.technosupport.vms.api.detection;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
