package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.VendorDriverContract;

class HikvisionContractTest extends VendorDriverContract {

    @Override
    protected VendorDriver driver() {
        return new HikvisionDriver();
    }

    @Override
    protected TestDevice device() throws Exception {
        return Recorder.start();
    }
}
