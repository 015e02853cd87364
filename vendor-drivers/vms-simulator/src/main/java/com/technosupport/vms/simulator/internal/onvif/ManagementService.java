package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.CameraDevice;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/** ONVIF Device Management Service, ver10. */
final class ManagementService implements Service {
    private static final Duration REBOOT = Duration.ofSeconds(2);

    private final Surroundings here;
    private final List<Service> others;
    private final DeviceIoService contacts;

    /** @param others the other services, which this one tells of */
    ManagementService(Surroundings here, List<Service> others, DeviceIoService contacts) {
        this.here = here;
        this.others = others;
        this.contacts = contacts;
    }

    @Override
    public String namespace() {
        return Soap.DEVICE;
    }

    @Override
    public String path() {
        return DeviceService.DEVICE_PATH;
    }

    @Override
    public String capabilities() {
        return "<tds:Capabilities><tds:Network IPFilter=\"false\"/><tds:Security UsernameToken=\""
                + !here.has(OnvifQuirk.ONLY_HTTP_DIGEST) + "\" HttpDigest=\""
                + !here.has(OnvifQuirk.ONLY_USERNAME_TOKEN)
                + "\"/><tds:System DiscoveryResolve=\"false\" DiscoveryBye=\"false\"/></tds:Capabilities>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        if (call.name().contains("RelayOutput")) {
            return contacts.answer(call);
        }
        String content =
                switch (call.name()) {
                    case "GetSystemDateAndTime" -> dateAndTime(here.now());
                    case "GetDeviceInformation" -> information();
                    case "GetCapabilities" -> wrap("tds:Capabilities", capabilities(call.argument("Category")));
                    case "GetServices" -> services(call);
                    case "GetScopes" -> scopes();
                    case "GetHostname" -> hostname();
                    case "GetNetworkInterfaces" -> networkInterfaces();
                    case "GetNetworkProtocols" ->
                        protocol("HTTP", here.camera().httpPort())
                                + protocol("RTSP", here.camera().rtspPort());
                    case "GetEndpointReference" ->
                        tag("tds:GUID", "urn:uuid:" + here.camera().endpoint());
                    case "SystemReboot" -> reboot();
                    default -> throw OnvifFault.notSupported();
                };
        return wrap("tds:" + call.name() + "Response", content);
    }

    private String dateAndTime(Instant now) {
        boolean onlyLocal = here.has(OnvifQuirk.CLOCK_WITHOUT_UTC);
        ZonedDateTime local = now.atZone(onlyLocal ? ZoneId.of("Europe/Berlin") : ZoneOffset.UTC);
        boolean summer = local.getZone().getRules().isDaylightSavings(now);
        String zone = onlyLocal ? "CET-1CEST,M3.5.0,M10.5.0/3" : "UTC0";
        return wrap(
                "tds:SystemDateAndTime",
                tag("tt:DateTimeType", "Manual")
                        + tag("tt:DaylightSavings", summer)
                        + wrap("tt:TimeZone", tag("tt:TZ", zone))
                        + (onlyLocal ? "" : wrap("tt:UTCDateTime", dateTime(now.atZone(ZoneOffset.UTC))))
                        + wrap("tt:LocalDateTime", dateTime(local)));
    }

    private static String dateTime(ZonedDateTime time) {
        return wrap(
                        "tt:Time",
                        tag("tt:Hour", time.getHour())
                                + tag("tt:Minute", time.getMinute())
                                + tag("tt:Second", time.getSecond()))
                + wrap(
                        "tt:Date",
                        tag("tt:Year", time.getYear())
                                + tag("tt:Month", time.getMonthValue())
                                + tag("tt:Day", time.getDayOfMonth()));
    }

    private String information() {
        return tag("tds:Manufacturer", "Techno Support")
                + tag("tds:Model", here.camera().model())
                + tag("tds:FirmwareVersion", "1.0.0")
                + tag("tds:SerialNumber", here.camera().serial())
                + tag("tds:HardwareId", here.camera().model() + "-1");
    }

    private String capabilities(String category) throws OnvifFault {
        StringBuilder out = new StringBuilder();
        boolean all = category.isEmpty() || category.equals("All");
        if (!all
                && !List.of("Analytics", "Device", "Events", "Imaging", "Media", "PTZ")
                        .contains(category)) {
            throw OnvifFault.of(false, "ter:NoSuchService", "The requested WSDL service category is not supported");
        }
        for (Service service : others) {
            String address = tag("tt:XAddr", here.service(service.path()));
            switch (service.namespace()) {
                case Soap.ANALYTICS ->
                    put(
                            out,
                            all,
                            category,
                            "Analytics",
                            address + tag("tt:RuleSupport", true) + tag("tt:AnalyticsModuleSupport", false));
                case Soap.EVENTS ->
                    put(
                            out,
                            all,
                            category,
                            "Events",
                            address
                                    + tag("tt:WSSubscriptionPolicySupport", false)
                                    + tag("tt:WSPullPointSupport", true)
                                    + tag("tt:WSPausableSubscriptionManagerInterfaceSupport", false));
                case Soap.IMAGING -> put(out, all, category, "Imaging", address);
                case Soap.MEDIA ->
                    put(
                            out,
                            all,
                            category,
                            "Media",
                            address
                                    + wrap(
                                            "tt:StreamingCapabilities",
                                            tag("tt:RTPMulticast", false)
                                                    + tag("tt:RTP_TCP", false)
                                                    + tag("tt:RTP_RTSP_TCP", true)));
                case Soap.PTZ -> put(out, all, category, "PTZ", address);
                default -> {
                    // Told in the extension, or by GetServices alone.
                }
            }
        }
        put(out, all, category, "Device", device());
        return all ? out + wrap("tt:Extension", extension()) : out.toString();
    }

    private static void put(StringBuilder out, boolean all, String asked, String category, String content) {
        if (all || asked.equals(category)) {
            out.append(wrap("tt:" + category, content));
        }
    }

    private String device() {
        return tag("tt:XAddr", here.service(path()))
                + wrap(
                        "tt:Network",
                        tag("tt:IPFilter", false)
                                + tag("tt:ZeroConfiguration", false)
                                + tag("tt:IPVersion6", false)
                                + tag("tt:DynDNS", false))
                + wrap(
                        "tt:System",
                        tag("tt:DiscoveryResolve", false)
                                + tag("tt:DiscoveryBye", false)
                                + tag("tt:RemoteDiscovery", false)
                                + tag("tt:SystemBackup", false)
                                + tag("tt:SystemLogging", false)
                                + tag("tt:FirmwareUpgrade", false)
                                + wrap("tt:SupportedVersions", tag("tt:Major", 2) + tag("tt:Minor", 60)))
                + wrap(
                        "tt:IO",
                        tag("tt:InputConnectors", Inventory.CONTACTS) + tag("tt:RelayOutputs", Inventory.CONTACTS));
    }

    private String extension() {
        StringBuilder out = new StringBuilder();
        for (Service service : others) {
            String address = tag("tt:XAddr", here.service(service.path()));
            switch (service.namespace()) {
                case Soap.DEVICE_IO ->
                    out.append(wrap(
                            "tt:DeviceIO",
                            address
                                    + tag(
                                            "tt:VideoSources",
                                            here.inventory().channels().size())
                                    + tag("tt:VideoOutputs", 0)
                                    + tag("tt:AudioSources", 0)
                                    + tag("tt:AudioOutputs", 0)
                                    + tag("tt:RelayOutputs", Inventory.CONTACTS)));
                case Soap.RECORDING ->
                    out.append(wrap(
                            "tt:Recording",
                            address
                                    + tag("tt:ReceiverSource", false)
                                    + tag("tt:MediaProfileSource", true)
                                    + tag("tt:DynamicRecordings", false)
                                    + tag("tt:DynamicTracks", false)
                                    + tag("tt:MaxStringLength", 64)));
                case Soap.SEARCH -> out.append(wrap("tt:Search", address + tag("tt:MetadataSearch", false)));
                case Soap.REPLAY -> out.append(wrap("tt:Replay", address));
                default -> {
                    // Told outside the extension.
                }
            }
        }
        return out.toString();
    }

    private String services(Soap.Call call) throws OnvifFault {
        if (here.has(OnvifQuirk.NO_GET_SERVICES)) {
            throw OnvifFault.notSupported();
        }
        boolean detailed = call.argument("IncludeCapability").equals("true");
        StringBuilder out = new StringBuilder(service(this, detailed));
        for (Service service : others) {
            if (!service.namespace().equals(Soap.MEDIA2) || !here.has(OnvifQuirk.NO_MEDIA2)) {
                out.append(service(service, detailed));
            }
        }
        return out.toString();
    }

    private String service(Service service, boolean detailed) {
        return wrap(
                "tds:Service",
                tag("tds:Namespace", service.namespace())
                        + tag("tds:XAddr", here.service(service.path()))
                        + (detailed ? wrap("tds:Capabilities", service.capabilities()) : "")
                        + wrap("tds:Version", tag("tt:Major", 2) + tag("tt:Minor", 60)));
    }

    private String scopes() {
        StringBuilder out = new StringBuilder();
        for (String scope : DeviceScopes.of(here.camera())) {
            out.append(wrap("tds:Scopes", tag("tt:ScopeDef", "Fixed") + tag("tt:ScopeItem", scope)));
        }
        return out.toString();
    }

    private String hostname() {
        return wrap(
                "tds:HostnameInformation",
                tag("tt:FromDHCP", false)
                        + tag("tt:Name", "camera-" + here.camera().number()));
    }

    /** With a locally administered hardware address, distinct for each device. */
    private String networkInterfaces() {
        CameraDevice camera = here.camera();
        int number = camera.number();
        int board = here.state().isReplaced() ? camera.serial().hashCode() & 0xff : 0x53;
        String mac = String.format("02:00:54:%02x:%02x:%02x", board, number >> 8 & 0xff, number & 0xff);
        return "<tds:NetworkInterfaces token=\"eth0\"><tt:Enabled>true</tt:Enabled>"
                + wrap("tt:Info", tag("tt:Name", "eth0") + tag("tt:HwAddress", mac) + tag("tt:MTU", 1500))
                + wrap(
                        "tt:IPv4",
                        tag("tt:Enabled", true)
                                + wrap(
                                        "tt:Config",
                                        wrap(
                                                        "tt:Manual",
                                                        tag("tt:Address", camera.address())
                                                                + tag("tt:PrefixLength", 24))
                                                + tag("tt:DHCP", false)))
                + "</tds:NetworkInterfaces>";
    }

    private static String protocol(String name, int port) {
        return wrap("tds:NetworkProtocols", tag("tt:Name", name) + tag("tt:Enabled", true) + tag("tt:Port", port));
    }

    private String reboot() {
        here.obeyed("SystemReboot", 0, Map.of());
        here.camera().rebootSoon(REBOOT);
        return tag("tds:Message", "Rebooting");
    }
}
