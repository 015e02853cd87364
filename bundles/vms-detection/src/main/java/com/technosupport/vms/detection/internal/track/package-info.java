/** Which sights in one frame are the same objects as in the frames before. */
package com.technosupport.vms.detection.internal.track;
