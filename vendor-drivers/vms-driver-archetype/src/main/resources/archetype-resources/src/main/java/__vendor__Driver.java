#set( $id = $vendor.toLowerCase() )
package ${package};

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Speaks to ${vendor} cameras. A driver resolves and negotiates; the server fetches the streams, so that they go on while the driver is
 * updated. It starts no thread, keeps nothing outside its sessions, and retries nothing: the server does all that.
 *
 * <p>These two annotations register it when its jar is dropped into the server's deploy folder; cameras name it by the id.
 */
@Component(service = VendorDriver.class)
@DriverName(driver = ${vendor}Driver.ID)
public final class ${vendor}Driver implements VendorDriver {

    static final String ID = "$id";

    private static final DriverDescriptor DESCRIPTOR = new DriverDescriptor(
            ID,
            "${vendor}",
            // Options are shown to the user as declared here, and arrive in connection.options(). Others are new DriverOption(…).
            List.of(RtspOptions.TRANSPORT),
            // Every power that a session may lend. The contract test holds you to it, both ways.
            Set.of(StillImage.class),
            // Whether a device may have more than one channel.
            false);

    @Override
    public DriverDescriptor descriptor() {
        return DESCRIPTOR;
    }

    /**
     * Logs in. {@link DeviceConnection#http()} knows the password, answers digest and basic challenges, tries it once, and limits time and
     * bytes; so ask the device for something that needs a login, and what comes back is a working session.
     */
    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        URI root = URI.create(connection.address().webRoot() + "/");
        Response response = connection.http().send(Request.get(root.resolve("/device.json")));
        if (response.status() != 200) {
            throw new VmsException(
                    ErrorCode.NOT_SUPPORTED, "No ${vendor} device answers there (HTTP " + response.status() + ")");
        }
        // parseJson and parseXml are safe on whatever a device sends.
        if (!(connection.http().parseJson(response.body()) instanceof Map<?, ?> device)
                || !(device.get("model") instanceof String)) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "What answers there is no ${vendor} device");
        }
        return new ${vendor}Session(connection, root, device);
    }
}
