package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.SearchResponder;
import com.technosupport.vms.simulator.internal.nvr.NvrDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Answers Dahua's search (DHIP) for the recorders of an address. A datagram is a header of 32 bytes and JSON; without the header
 * nobody answers.
 */
public final class DhipResponder extends SearchResponder<NvrDevice> {
    private static final String GROUP = "239.255.255.251";
    private static final int HEADER = 32;
    /** "DHIP", read as a little-endian number. */
    private static final int MAGIC = 0x50494844;

    /** @param port 0 for a free one */
    public DhipResponder(EventLoop loop, InetAddress host, int port) throws IOException {
        super(loop, host, port, GROUP);
    }

    @Override
    protected void answer(byte[] datagram, SocketAddress from) throws IOException {
        if (isSearch(ByteBuffer.wrap(datagram).order(ByteOrder.LITTLE_ENDIAN))) {
            for (NvrDevice recorder : devices()) {
                if (!recorder.isAway()) {
                    send(answer(recorder), from);
                }
            }
        }
    }

    private static boolean isSearch(ByteBuffer datagram) {
        if (datagram.remaining() < HEADER || datagram.getInt(0) != HEADER || datagram.getInt(4) != MAGIC) {
            return false;
        }
        byte[] json = new byte[datagram.remaining() - HEADER];
        datagram.get(HEADER, json);
        return new String(json, StandardCharsets.UTF_8).contains("\"DHDiscover.search\"");
    }

    private static byte[] answer(NvrDevice recorder) {
        byte[] json = describe(recorder).getBytes(StandardCharsets.UTF_8);
        ByteBuffer datagram = ByteBuffer.allocate(HEADER + json.length).order(ByteOrder.LITTLE_ENDIAN);
        datagram.putInt(HEADER).putInt(MAGIC).putInt(0).putInt(0);
        datagram.putInt(json.length).putInt(0).putInt(json.length).putInt(0);
        return datagram.put(json).array();
    }

    private static String describe(NvrDevice recorder) {
        boolean camera = recorder.isCamera();
        return "{ \"mac\" : \"" + recorder.macAddress() + "\", \"method\" : \"client.notifyDevInfo\", \"params\" : {"
                + " \"deviceInfo\" : { \"AlarmInputChannels\" : "
                + recorder.inputs().size()
                + ", \"AlarmOutputChannels\" : " + recorder.outputs().size()
                + ", \"DeviceClass\" : \"" + (camera ? "IPC" : "NVR") + "\", \"DeviceType\" : \"" + recorder.model()
                + "\", \"HttpPort\" : " + recorder.httpPort()
                + ", \"IPv4Address\" : { \"DefaultGateway\" : \"0.0.0.0\", \"DhcpEnable\" : false, \"IPAddress\" : \""
                + recorder.address() + "\", \"SubnetMask\" : \"255.0.0.0\" }, \"MachineName\" : \"" + recorder.name()
                + "\", \"Manufacturer\" : \"Dahua\", \"Port\" : 37777, \"RemoteVideoInputChannels\" : "
                + (camera ? 0 : recorder.channels()) + ", \"SerialNo\" : \"" + recorder.serial()
                + "\", \"Vendor\" : \"Dahua\", \"Version\" : \""
                + DahuaDialect.VERSION.split(",")[0]
                + "\", \"VideoInputChannels\" : " + (camera ? 1 : 0) + ", \"VideoOutputChannels\" : 1 } } }\n";
    }
}
