package com.technosupport.vms.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.console.Session;

/** Reads a password without showing it, and never from the command line, where history and process lists keep it. */
final class Passwords {

    private static final int LONGEST = 1024;

    private Passwords() {}

    static String read(Session session, String prompt, boolean fromStandardInput) throws IOException {
        if (!fromStandardInput) {
            return session.readLine(prompt, '*');
        }
        InputStream in = session.getKeyboard();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n' && b != '\r'; b = in.read()) {
            if (line.size() == LONGEST) {
                throw new IllegalArgumentException("A password is at most " + LONGEST + " bytes long");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
