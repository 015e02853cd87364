/** A detector without a model: what differs from how the picture has been lately. */
package com.technosupport.vms.detector.motion.internal;
