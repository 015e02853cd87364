package com.technosupport.vms.detector.motion.internal;

import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.tck.DetectorContract;

class MotionDetectorContractTest extends DetectorContract {

    @Override
    protected Detector create() {
        return new MotionDetector();
    }
}
