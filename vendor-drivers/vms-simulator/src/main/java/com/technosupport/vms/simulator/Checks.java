package com.technosupport.vms.simulator;

import java.util.regex.Pattern;

/** What builders accept. */
final class Checks {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

    private Checks() {}

    /** Four numbers with dots, as bytes. */
    static byte[] ipv4(String text) {
        if (!IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException("Not an IPv4 address: " + text);
        }
        String[] parts = text.split("\\.");
        byte[] address = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address;
    }

    static int port(int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        return port;
    }
}
