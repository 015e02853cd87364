package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.VendorDriverContract;

class DahuaContractTest extends VendorDriverContract {

    @Override
    protected VendorDriver driver() {
        return new DahuaDriver();
    }

    @Override
    protected TestDevice device() throws Exception {
        return Recorder.start();
    }
}
