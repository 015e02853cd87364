package ${package};

import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.VendorDriverContract;

/** All that the server relies on in a driver. When it passes, the jar says so where it is installed. */
class ${vendor}ContractTest extends VendorDriverContract {

    @Override
    protected VendorDriver driver() {
        return new ${vendor}Driver();
    }

    @Override
    protected TestDevice device() throws Exception {
        return new Simulated${vendor}();
    }
}
