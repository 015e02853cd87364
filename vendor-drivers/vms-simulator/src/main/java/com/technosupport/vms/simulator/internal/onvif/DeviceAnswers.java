package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.internal.CameraDevice;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** What the device service answers (ONVIF Device Management Service, ver10). */
final class DeviceAnswers {
    private final CameraDevice camera;

    DeviceAnswers(CameraDevice camera) {
        this.camera = camera;
    }

    String dateAndTime(Instant deviceTime) {
        ZonedDateTime time = deviceTime.atZone(ZoneOffset.UTC);
        String date = "<tt:Time><tt:Hour>" + time.getHour() + "</tt:Hour><tt:Minute>" + time.getMinute()
                + "</tt:Minute><tt:Second>" + time.getSecond() + "</tt:Second></tt:Time><tt:Date><tt:Year>"
                + time.getYear() + "</tt:Year><tt:Month>" + time.getMonthValue() + "</tt:Month><tt:Day>"
                + time.getDayOfMonth() + "</tt:Day></tt:Date>";
        return "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>"
                + "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone>"
                + "<tt:UTCDateTime>" + date + "</tt:UTCDateTime><tt:LocalDateTime>" + date + "</tt:LocalDateTime>"
                + "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>";
    }

    String information() {
        return "<tds:GetDeviceInformationResponse><tds:Manufacturer>Techno Support</tds:Manufacturer><tds:Model>"
                + Xml.escape(camera.model()) + "</tds:Model><tds:FirmwareVersion>1.0.0</tds:FirmwareVersion>"
                + "<tds:SerialNumber>" + Xml.escape(camera.serial()) + "</tds:SerialNumber><tds:HardwareId>"
                + Xml.escape(camera.model()) + "-1</tds:HardwareId></tds:GetDeviceInformationResponse>";
    }

    String capabilities(String category) {
        StringBuilder out = new StringBuilder("<tds:GetCapabilitiesResponse><tds:Capabilities>");
        boolean all = category.isEmpty() || category.equals("All");
        if (all || category.equals("Device")) {
            out.append("<tt:Device><tt:XAddr>")
                    .append(camera.deviceService())
                    .append("</tt:XAddr><tt:Network><tt:IPFilter>false</tt:IPFilter>")
                    .append("<tt:ZeroConfiguration>false</tt:ZeroConfiguration><tt:IPVersion6>false</tt:IPVersion6>")
                    .append("<tt:DynDNS>false</tt:DynDNS></tt:Network><tt:System>")
                    .append("<tt:DiscoveryResolve>false</tt:DiscoveryResolve><tt:DiscoveryBye>false</tt:DiscoveryBye>")
                    .append("<tt:RemoteDiscovery>false</tt:RemoteDiscovery><tt:SystemBackup>false</tt:SystemBackup>")
                    .append("<tt:SystemLogging>false</tt:SystemLogging><tt:FirmwareUpgrade>false</tt:FirmwareUpgrade>")
                    .append(
                            "<tt:SupportedVersions><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tt:SupportedVersions>")
                    .append("</tt:System></tt:Device>");
        }
        if (all || category.equals("Media")) {
            out.append("<tt:Media><tt:XAddr>")
                    .append(mediaService())
                    .append("</tt:XAddr><tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast>")
                    .append("<tt:RTP_TCP>true</tt:RTP_TCP><tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP>")
                    .append("</tt:StreamingCapabilities></tt:Media>");
        }
        return out.append("</tds:Capabilities></tds:GetCapabilitiesResponse>").toString();
    }

    String services() {
        return "<tds:GetServicesResponse>"
                + service(Soap.DEVICE, camera.deviceService().toString()) + service(Soap.MEDIA, mediaService())
                + "</tds:GetServicesResponse>";
    }

    private static String service(String namespace, String address) {
        return "<tds:Service><tds:Namespace>" + namespace + "</tds:Namespace><tds:XAddr>" + address
                + "</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>";
    }

    String serviceCapabilities() {
        return "<tds:GetServiceCapabilitiesResponse><tds:Capabilities><tds:Network IPFilter=\"false\"/>"
                + "<tds:Security UsernameToken=\"true\" HttpDigest=\"true\"/><tds:System/></tds:Capabilities>"
                + "</tds:GetServiceCapabilitiesResponse>";
    }

    String scopes() {
        StringBuilder out = new StringBuilder("<tds:GetScopesResponse>");
        for (String scope : scopes(camera)) {
            out.append("<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>")
                    .append(Xml.escape(scope))
                    .append("</tt:ScopeItem></tds:Scopes>");
        }
        return out.append("</tds:GetScopesResponse>").toString();
    }

    String hostname() {
        return "<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>camera-"
                + camera.number() + "</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>";
    }

    String networkInterfaces() {
        // A locally administered address, distinct for each camera.
        String mac = String.format("02:00:54:53:%02x:%02x", camera.number() >> 8 & 0xff, camera.number() & 0xff);
        return "<tds:GetNetworkInterfacesResponse><tds:NetworkInterfaces token=\"eth0\"><tt:Enabled>true</tt:Enabled>"
                + "<tt:Info><tt:Name>eth0</tt:Name><tt:HwAddress>" + mac
                + "</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info>"
                + "<tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config><tt:Manual><tt:Address>" + camera.address()
                + "</tt:Address><tt:PrefixLength>24</tt:PrefixLength></tt:Manual><tt:DHCP>false</tt:DHCP></tt:Config>"
                + "</tt:IPv4></tds:NetworkInterfaces></tds:GetNetworkInterfacesResponse>";
    }

    String mediaService() {
        return camera.deviceService().resolve(DeviceService.MEDIA_PATH).toString();
    }

    /** The scopes of WS-Discovery and of GetScopes (ONVIF Core Specification, "Scope definition"). */
    static List<String> scopes(CameraDevice camera) {
        String root = "onvif://www.onvif.org/";
        return List.of(
                root + "type/video_encoder",
                root + "type/Network_Video_Transmitter",
                root + "Profile/Streaming",
                root + "hardware/" + camera.model(),
                root + "name/"
                        + URLEncoder.encode(camera.name(), StandardCharsets.UTF_8)
                                .replace("+", "%20"),
                root + "location/country/simulated");
    }
}
